package io.github.fttp.mllm.forget;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.method.ChosenMethod;
import io.github.fttp.core.method.MethodSpec;
import io.github.fttp.core.method.Methods;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.NullSpace;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.method.WeightEdit;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.optim.Optimizer;
import io.github.fttp.core.optim.Schedule;
import io.github.fttp.core.train.AtChance;
import io.github.fttp.core.train.Diverged;
import io.github.fttp.core.train.Goal;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.StopSignal;
import io.github.fttp.core.train.TrainableModel;
import io.github.fttp.core.train.Training;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.knowledge.UnseenSets;
import io.github.fttp.mllm.data.AlternativeAnswers;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.SampleSettings;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.method.SineProject;
import io.github.fttp.mllm.model.OpenModel;
import io.github.fttp.mllm.model.TrainedPart;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgetting a concept, to be described and then {@link #run}. What is not said is as FTTP's authors have it: FTTP, LoRA of rank
 * 128 with the projector beside it, AdamW at 2e-4 along a cosine, batches of 2. A method that ascends ends once the concept is
 * at chance, at most after 30 epochs, unless epochs, steps or another end are given; others make 3 epochs.
 *
 * <pre>{@code
 * Forgotten run = llava.forget(Concept.of("Mira Volk"), LlavaConversations.read(file, images))
 *         .with(new Fttp(0.3f, 1f))
 *         .train(Lora.rank(16))
 *         .epochs(3)
 *         .run();
 * }</pre>
 */
public final class Forgetting {
    private static final Logger LOG = LoggerFactory.getLogger(Forgetting.class);
    /** The most epochs, where the concept decides when the run ends. */
    private static final int LONGEST = 30;

    /** Rank of the adapters that the authors train. */
    private static final int RANK = 128;
    /** Likewise SineProject's authors. */
    private static final int SINES_RANK = 32;
    /** The authors' number of epochs. */
    private static final int EPOCHS = 3;

    final OpenModel open;
    final Concept concept;
    private final List<Conversation> conversations;
    final List<RunListener> listeners = new ArrayList<>();
    ChosenMethod<UnlearningMethod> method = chosen(Methods.parse("fttp", Modality.TEXT));
    private Optional<TrainedPart> part = Optional.empty();
    Training training = Training.by(AdamW.rate(2e-4).decay(0))
            .schedule(Schedule.cosine(0.03))
            .batch(2);
    Aim aim;
    Optional<Goal> until = Optional.empty();
    private Supplier<SampleSettings> samples;
    private List<Conversation> retain = List.of();
    UnseenSets<ForgetData.Conversations> unseen = UnseenSets.every(10);
    private Optional<AlternativeAnswers> alternatives = Optional.empty();
    private int asked = 12;
    int answerTokens = 64;
    RunFolder results;
    boolean merge;
    boolean oldNames;
    StopSignal stop = new StopSignal();
    boolean interruptible;
    private Consumer<String> warn = LOG::warn;

    /** When it ends, made for the samples once they are known. */
    interface Aim {
        AtChance<SampleWithImages> of(
                TrainableModel<SampleWithImages> trainable, List<SampleWithImages> samples, int batch);
    }

    /** @param open the model; it stays the caller's, and has forgotten after {@link #run} */
    public Forgetting(OpenModel open, Concept concept, List<Conversation> conversations) {
        this.open = open;
        this.concept = concept;
        this.conversations = List.copyOf(conversations);
        this.samples = () -> SampleSettings.of(open.folder().template());
    }

    /** How to forget: a method that trains, or one that {@linkplain WeightEdit changes weights} at once. */
    public Forgetting with(UnlearningMethod method) {
        this.method = ChosenMethod.of(method);
        return this;
    }

    /** How to forget, with settings that reports then name; see {@link io.github.fttp.core.method.Methods#parse}. */
    public Forgetting with(MethodSpec method) {
        this.method = chosen(method);
        return this;
    }

    private static ChosenMethod<UnlearningMethod> chosen(MethodSpec spec) {
        return ChosenMethod.of(spec, spec.method());
    }

    /** Trains low-rank adapters, and the projector beside them at 2e-5. */
    public Forgetting train(Lora lora) {
        return train(TrainedPart.lora(lora));
    }

    /** Trains this part; all weights where the method changes them at once, adapters with others, unless said otherwise. */
    public Forgetting train(TrainedPart part) {
        this.part = Optional.of(part);
        return this;
    }

    /** The adapters that train with a method where no others are asked for: as its authors have them. */
    public static Lora adapters(UnlearningMethod method) {
        return Lora.rank(method instanceof SineProject ? SINES_RANK : RANK).dropout(0.05);
    }

    TrainedPart part() {
        boolean edits = method.method() instanceof WeightEdit;
        TrainedPart chosen =
                part.orElseGet(() -> edits ? TrainedPart.all() : TrainedPart.lora(adapters(method.method())));
        requireNeeds(chosen);
        if (edits && chosen instanceof TrainedPart.Adapter) {
            throw new BadData("method " + method, "changes the model's own weights, and no adapter");
        }
        if (method.method() instanceof NullSpace && !(chosen instanceof TrainedPart.Adapter)) {
            throw new BadData("method " + method, "spares other inputs by adapters, and trains no other part alone");
        }
        if (!(method.method() instanceof SineProject)) return chosen;
        if (chosen instanceof TrainedPart.Adapter adapter) return adapter.withSines();
        throw new BadData("method " + method, "trains adapters beside offsets of the projector, and no other part");
    }

    private void requireNeeds(TrainedPart chosen) {
        if (until.isPresent() && method.method() instanceof WeightEdit) {
            throw new BadData("method " + method, "makes no steps, and has no use for a goal");
        }
        Set<Need> needs = method.method().needs();
        if (needs.contains(Need.RETAIN_DATA) && retain.isEmpty()) {
            throw new BadData("method " + method, "needs conversations to keep");
        }
        if (needs.contains(Need.BASE_MODEL) && !(chosen instanceof TrainedPart.Adapter)) {
            throw new BadData(
                    "method " + method, "needs the model as it was beside the one that trains: adapters are to train");
        }
    }

    boolean ascends() {
        return method.method() instanceof TrainingMethod trains && trains.ascends();
    }

    /** The course of the run; where nobody told it how many epochs or steps there are, those that this was told already stay. */
    public Forgetting training(Training training) {
        this.training = training.isCounted() ? training : training.asLongAs(this.training);
        return this;
    }

    /** Makes steps of gradients with this optimiser. */
    public Forgetting optimizer(Optimizer optimizer) {
        return training(training.optimizer(optimizer));
    }

    /** The course of the learning rate. */
    public Forgetting schedule(Schedule schedule) {
        return training(training.schedule(schedule));
    }

    /** Samples that go through the model together. */
    public Forgetting batch(int batch) {
        return training(training.batch(batch));
    }

    /** Seeds everything random. */
    public Forgetting seed(long seed) {
        return training(training.seed(seed));
    }

    /** How often each sample is seen. */
    public Forgetting epochs(int epochs) {
        return training(training.epochs(epochs));
    }

    /** How many optimiser steps to make, in place of epochs. */
    public Forgetting steps(int steps) {
        return training(training.steps(steps));
    }

    /**
     * Ends once this is reached; {@link #epochs} or {@link #steps} are the most that it makes then, 30 epochs where none are given.
     *
     * @param goal its {@code toString} is one of the settings: a run is only gone on with where it says the same
     */
    public Forgetting until(Goal goal) {
        until = Optional.of(goal);
        aim = null;
        return this;
    }

    /** Ends once the mean probability of a mention, of its whole name, is at most this. */
    public Forgetting stopBelow(double probability) {
        Check.finiteAtLeast(0, probability, "probability to stop below");
        until = Optional.empty();
        aim = (trainable, of, batch) -> AtChance.below(trainable, of, batch, probability);
        return this;
    }

    /** Ends once a mention is as likely as one of this many answers, above 1. */
    public Forgetting stopAtChanceOf(double plausibleAnswers) {
        until = Optional.empty();
        aim = (trainable, of, batch) -> AtChance.of(trainable, of, batch, plausibleAnswers);
        return this;
    }

    /** How conversations become samples; with the folder's own template unless said otherwise. */
    public Forgetting samples(SampleSettings settings) {
        this.samples = () -> settings;
        return this;
    }

    /** Conversations to keep, for methods that need some; measured in any case. */
    public Forgetting retain(List<Conversation> conversations) {
        this.retain = List.copyOf(conversations);
        return this;
    }

    /**
     * Measures on these conversations too, before and after the run and along it; none of them is trained on. What is lost of
     * {@linkplain DataSet#ofOther other concepts} is ranked in the report, beside how like they are.
     *
     * @param set what they are for
     * @param file of conversations
     * @param images the folder that images are named relative to
     */
    public Forgetting evaluate(DataSet set, Path file, Path images) {
        if (!set.role().forgets() && !set.role().keeps()) {
            throw new IllegalArgumentException("nothing is measured on a data set " + set);
        }
        unseen = unseen.with(set, new ForgetData.Conversations(file, images));
        return this;
    }

    /**
     * Measures on them after every so many steps, of methods that take turns at the end of one; 10 unless said otherwise, 0 for before and
     * after only.
     */
    public Forgetting evaluateEvery(int steps) {
        unseen = unseen.measuredEvery(steps);
        return this;
    }

    /**
     * Keeps a share of the data to forget and of that to keep from training, to measure on: at least 4 samples, none of fewer
     * than 20. A tenth unless said otherwise, where no set of the role generality, or retain, is given.
     *
     * @param share from 0, less than 1
     */
    public Forgetting holdOut(double share) {
        unseen = unseen.share(share);
        return this;
    }

    /** Other answers, for methods that need some; a hundred refusals unless said otherwise. */
    public Forgetting alternatives(AlternativeAnswers answers) {
        this.alternatives = Optional.of(answers);
        return this;
    }

    /**
     * Asks questions of the data before and after, 12 with answers of 64 tokens unless said otherwise.
     *
     * @param questions at least 0, spread evenly over the data
     * @param tokens an answer has at most, at least 1
     */
    public Forgetting ask(int questions, int tokens) {
        Check.atLeast(0, questions, "questions");
        Check.atLeast(1, tokens, "tokens of an answer");
        this.asked = questions;
        this.answerTokens = tokens;
        return this;
    }

    /** Leaves log, checkpoints, weights, measurements and report in a folder, and goes on with a run there if it says so. */
    public Forgetting in(RunFolder results) {
        this.results = results;
        return this;
    }

    /** Writes a complete model beside an adapter, where there is a folder: one that is merged then. */
    public Forgetting merge() {
        this.merge = true;
        return this;
    }

    /** Names an adapter's modules in the folder as older versions of the family's files name them. */
    public Forgetting oldNames() {
        this.oldNames = true;
        return this;
    }

    /** Ends after the current step once this signal, too, asks for it. */
    public Forgetting stopOn(StopSignal signal) {
        stop = new StopSignal(stop, signal);
        return this;
    }

    /**
     * Ends after the current step on Ctrl-C and the like, and keeps the process alive until listeners were told and the report
     * was written. Code behind {@link #run} may not execute any more once the process was told to end: say last words in a
     * listener's {@link RunListener#finished finished}, or hold an {@link io.github.fttp.core.train.Interrupt} for longer and
     * give its signal to {@link #stopOn}.
     */
    public Forgetting stopOnInterrupt() {
        this.interruptible = true;
        return this;
    }

    /** Who is told how the run goes; in this order. */
    public Forgetting listen(RunListener listener) {
        listeners.add(listener);
        return this;
    }

    /** Who is told, a line each, what is not refused but may be a mistake; it is logged unless said otherwise. */
    public Forgetting warn(Consumer<String> warn) {
        this.warn = warn;
        return this;
    }

    /**
     * Runs. What the data, the method or the memory forbid is said before weights are read. The model has forgotten afterwards;
     * closing the result gives an adapter back.
     *
     * @throws io.github.fttp.core.io.InputException if something cannot be used
     * @throws Diverged if a loss, gradient or weight is not finite
     */
    public Forgotten run() {
        VisionLanguageFolder folder = open.folder();
        SampleSettings how = samples.get();
        ForgetData data = ForgetData.of(
                concept, conversations, retain, otherAnswers(), unseen.seed(training.seed()), how, folder, warn);
        Interview interview = Interview.of(data, folder.encoder(how.template()), asked, answerTokens);
        Training given =
                training.isCounted() ? training : training.epochs(ascends() || until.isPresent() ? LONGEST : EPOCHS);
        TrainedPart part = part();
        Engine engine = open.engine();
        Training course = given.fitting(
                engine.pool(), each -> folder.trainingBytes(part, method.method(), each, data.all()), "this run");
        if (course.checkpointsGradients() && !given.checkpointsGradients()) {
            warn.accept(
                    "the run does not fit into memory with the insides of all layers kept: they are computed again");
        }
        Trained trained = open.train(
                () -> Trained.of(part, course.optimizer().rate(), course.seed(), folder, open.model(), engine),
                Trained::close);
        try {
            return new ForgettingRun(this, how, data, interview, course, trained).make();
        } catch (RuntimeException | Error e) {
            open.release();
            throw e;
        }
    }

    private Optional<List<Conversation>> otherAnswers() {
        if (method.method().needs().contains(Need.ALTERNATIVE_ANSWERS)) {
            AlternativeAnswers answers = alternatives.orElseGet(AlternativeAnswers::refusals);
            return Optional.of(answers.to(conversations, training.seed()));
        }
        if (alternatives.isPresent()) {
            throw new BadData("method " + method, "learns no other answers, but was given some");
        }
        return Optional.empty();
    }
}
