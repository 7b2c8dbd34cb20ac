package io.github.fttp.diffusion;

import io.github.fttp.core.Check;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.method.ChosenMethod;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.MethodSpec;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.optim.Adam;
import io.github.fttp.core.optim.Optimizer;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.train.Goal;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.Saliency;
import io.github.fttp.core.train.StopSignal;
import io.github.fttp.core.train.Training;
import io.github.fttp.diffusion.data.ConceptImages;
import io.github.fttp.diffusion.data.RetainImages;
import io.github.fttp.diffusion.method.GuidedAscent;
import io.github.fttp.diffusion.method.UNetEdit;
import io.github.fttp.diffusion.method.UNetMethod;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.diffusion.train.TrainableUNet.TimestepRange;
import io.github.fttp.diffusion.train.TrainedPart;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.knowledge.UnseenSets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run to come, in which a {@link StableDiffusion} forgets a concept. Unless said otherwise it is the authors': FTTP with alpha
 * 30 and beta 55 on what the method is made for (all of the U-Net), Adam at 1e-5, batches of two. Methods that ascend on masked
 * pixels end when the concept is at chance, after 100 epochs at most, others after 20.
 */
public final class ImageForgetting {
    private static final Logger LOG = LoggerFactory.getLogger(ImageForgetting.class);

    private static final UnlearningMethod AUTHORS = new Fttp(30, 55);
    private static final double AUTHORS_RATE = 1e-5;
    private static final int AUTHORS_EPOCHS = 20;
    /** The most epochs, where the concept decides when the run ends. */
    private static final int LONGEST = 100;
    /** Steps between measurements, unless said otherwise. */
    private static final int EVERY = 20;
    /** Steps of methods that train on samples of their own, unless said otherwise. */
    private static final int OWN_SAMPLES_STEPS = 200;

    private static final float SALUNS_GUIDANCE = 7.5f;

    final StableDiffusion model;
    final Concept concept;
    final ConceptImages images;
    final List<RetainImages> retain = new ArrayList<>();
    final List<String> preserved = new ArrayList<>();
    final List<RunListener> listeners = new ArrayList<>();
    final List<StopSignal> stops = new ArrayList<>();
    private ChosenMethod<UnlearningMethod> method = ChosenMethod.of(AUTHORS);
    private Optional<TrainedPart> trained = Optional.empty();
    private Training training =
            Training.by(Adam.rate(AUTHORS_RATE)).batch(2).checkpointEvery(50).fuseWherePossible();
    private String anchor = "";
    private double saliency = Double.NaN;
    private Optional<TimestepRange> range = Optional.empty();
    private double growth = Double.NaN;
    private Optional<Goal> goal = Optional.empty();
    private UnseenSets<Path> unseen = UnseenSets.every(EVERY);
    private Optional<RunFolder> results = Optional.empty();
    private boolean merge;
    private boolean stopsOnInterrupt;
    private Optional<TextToImage> how = Optional.empty();
    private List<String> otherPrompts = List.of();
    private int imagesEach;
    private Gallery.Listener drawings = Gallery.Listener.none();
    private Consumer<String> warnings = LOG::warn;

    ImageForgetting(StableDiffusion model, Concept concept, ConceptImages images) {
        this.model = model;
        this.concept = concept;
        this.images = images;
    }

    /**
     * Forgets by this method: one that trains, one that {@linkplain io.github.fttp.core.method.WeightEdit changes weights} by the
     * images, or an {@linkplain UNetEdit edit} of words.
     */
    public ImageForgetting with(UnlearningMethod other) {
        method = ChosenMethod.of(other);
        return this;
    }

    /** Forgets by a method as {@link io.github.fttp.core.method.Methods#parse} gives it. */
    public ImageForgetting with(MethodSpec spec) {
        method = ChosenMethod.of(spec, spec.method());
        return this;
    }

    /** Trains this part. */
    public ImageForgetting train(TrainedPart part) {
        trained = Optional.of(part);
        return this;
    }

    /** Trains so; where nobody told it how many epochs or steps there are, those that this was told already stay. */
    public ImageForgetting training(Training other) {
        training = other.isCounted() ? other : other.asLongAs(training);
        return this;
    }

    /** Trains with another optimiser. */
    public ImageForgetting optimizer(Optimizer other) {
        training = training.optimizer(other);
        return this;
    }

    /** Shows the model so many images together. */
    public ImageForgetting batch(int size) {
        training = training.batch(size);
        return this;
    }

    /** Follows another seed in everything random. */
    public ImageForgetting seed(long seed) {
        training = training.seed(seed);
        return this;
    }

    /** Shows each image this often, at least once. */
    public ImageForgetting epochs(int number) {
        training = training.epochs(number);
        return this;
    }

    /** Makes this many optimiser steps, at least one. */
    public ImageForgetting steps(int number) {
        training = training.steps(number);
        return this;
    }

    /** Keeps these images: for methods that need some, and measured with all. */
    public ImageForgetting retain(RetainImages more) {
        retain.add(more);
        return this;
    }

    /** Puts this prompt in the concept's place, for methods that need one and for edits of words. */
    public ImageForgetting anchor(String prompt) {
        anchor = prompt;
        return this;
    }

    /** Lets these words mean what they mean: for edits of words. */
    public ImageForgetting preserve(String... words) {
        preserved.addAll(List.of(words));
        return this;
    }

    /** Changes only this share of the weights, those that matter most to the images; in [0, 1]. */
    public ImageForgetting saliency(double share) {
        Check.between(0.0, 1, share, "saliency");
        saliency = share;
        return this;
    }

    /** Draws time steps from this range only. */
    public ImageForgetting timesteps(TimestepRange other) {
        range = Optional.of(other);
        return this;
    }

    /**
     * Ends the run once this is reached; {@link #epochs} or {@link #steps} are the most that it makes then, 100 epochs where none are
     * given.
     *
     * @param other its {@code toString} is one of the settings: a run is only gone on with where it says the same
     */
    public ImageForgetting until(Goal other) {
        goal = Optional.of(other);
        return this;
    }

    /** Stops once the error under the mask grew this many times as much as outside, at least 1. */
    public ImageForgetting stopAtGrowth(double times) {
        Check.finiteAtLeast(1, times, "growth of the error to stop at");
        growth = times;
        goal = Optional.empty();
        return this;
    }

    /**
     * Measures the errors, and on data that is not trained on, after every so many steps, 20 unless said otherwise; for 0 before and after
     * only, but for what the run's end depends on.
     */
    public ImageForgetting evaluateEvery(int number) {
        unseen = unseen.measuredEvery(number);
        return this;
    }

    /**
     * Measures on the images of this folder too, before and after the run and along it; none of them is trained on. What is lost of
     * {@linkplain DataSet#ofOther other concepts} is ranked in the report, beside how like they are. Their prompts lie
     * beside them, see {@link io.github.fttp.diffusion.data.PromptSource#beside}; images of the concept, whose masks lie
     * there as well, may go without: see {@link ConceptImages#of}.
     *
     * @param set what they are for: to be forgotten or to be kept
     */
    public ImageForgetting evaluate(DataSet set, Path folder) {
        if (!set.role().forgets() && !set.role().keeps()) {
            throw new IllegalArgumentException("nothing is measured on a data set " + set);
        }
        unseen = unseen.with(set, folder);
        return this;
    }

    /**
     * Keeps a share of the images to forget and of those to keep from training, to measure on: at least 4, none of fewer than 20. A
     * tenth unless said otherwise, where no set of the role generality, or retain, is given; nothing with methods that do not train
     * on the images.
     *
     * @param share from 0, less than 1
     */
    public ImageForgetting holdOut(double share) {
        unseen = unseen.share(share);
        return this;
    }

    /** Draws so many images of the run's first prompts and of these others, before and after. */
    public ImageForgetting draw(TextToImage settings, List<String> others, int each) {
        Check.atLeast(0, each, "images of each prompt");
        how = Optional.of(settings);
        otherPrompts = List.copyOf(others);
        imagesEach = each;
        return this;
    }

    /** Leaves log, checkpoints, weights, measurements and report in a folder, and goes on with a run there if it says so. */
    public ImageForgetting in(RunFolder folder) {
        results = Optional.of(folder);
        return this;
    }

    /** Writes a whole pipeline beside an adapter, where there is a folder. */
    public ImageForgetting merge() {
        merge = true;
        return this;
    }

    /** Tells a listener of the steps. */
    public ImageForgetting listen(RunListener listener) {
        listeners.add(listener);
        return this;
    }

    /** Tells a listener of images that are drawn. */
    public ImageForgetting listen(Gallery.Listener listener) {
        drawings = listener;
        return this;
    }

    /** Hands warnings to somebody; they are logged unless said otherwise. */
    public ImageForgetting warn(Consumer<String> to) {
        warnings = to;
        return this;
    }

    /** Ends after the current step once this signal, too, asks for it. */
    public ImageForgetting stopOn(StopSignal signal) {
        stops.add(signal);
        return this;
    }

    /**
     * Ends after the current step on Ctrl-C and the like, and keeps the process alive until listeners were told and the report
     * was written. Code behind {@link #run} may not execute any more once the process was told to end: say last words in a
     * listener's {@link RunListener#finished finished}, or hold an {@link io.github.fttp.core.train.Interrupt} for longer and
     * give its signal to {@link #stopOn}.
     */
    public ImageForgetting stopOnInterrupt() {
        stopsOnInterrupt = true;
        return this;
    }

    /**
     * Runs it. Adapters are taken off again where it fails.
     *
     * @throws io.github.fttp.core.io.InputException when data, masks, prompts or settings cannot be used, before anything is
     *     computed
     * @throws io.github.fttp.core.train.Diverged if it did
     */
    public ImageRun run() {
        return new RunningImages(this).run();
    }

    ChosenMethod<UnlearningMethod> method() {
        return method;
    }

    boolean needs(Need need) {
        return method.method().needs().contains(need);
    }

    /** Refuses settings that the method has no use for. */
    void requireEffect() {
        boolean edits = method.method() instanceof UNetEdit;
        if (!edits && !preserved.isEmpty()) {
            throw new BadData("method " + method, "is no edit of words, which alone can preserve " + preserved);
        }
        if (!edits && !needs(Need.ANCHOR_PROMPT) && !anchor.isEmpty()) {
            throw new BadData(
                    "method " + method, "puts nothing in the concept's place, but was given \"" + anchor + "\"");
        }
        boolean ofSteps = !Double.isNaN(saliency) || !Double.isNaN(growth) || goal.isPresent();
        if (ofSteps && !(method.method() instanceof TrainingMethod)) {
            throw new BadData("method " + method, "makes no steps, and has no use for a saliency mask or a goal");
        }
        boolean draws = !edits && (!needs(Need.OWN_SAMPLES) || !Double.isNaN(saliency));
        if (range.isPresent() && !draws) {
            throw new BadData("method " + method, "does not draw time steps, but was given those of " + rangeText());
        }
    }

    TrainedPart trained() {
        return trained.orElseGet(() -> TrainedPart.of(UNetMethod.part(method.method())));
    }

    /** Whether the concept decides when the run ends, and not a number of steps. */
    private boolean endsAtChance() {
        return !training.isCounted()
                && goal.isEmpty()
                && method.method() instanceof TrainingMethod trains
                && trains.ascends()
                && needs(Need.CONCEPT_MASK);
    }

    Training training() {
        if (training.isCounted()) return training;
        if (needs(Need.OWN_SAMPLES)) return training.steps(OWN_SAMPLES_STEPS);
        return training.epochs(endsAtChance() || goal.isPresent() ? LONGEST : AUTHORS_EPOCHS);
    }

    /** Decides on gradient checkpointing by a forecast of bytes, and refuses what does not fit. */
    void fit(Pool pool, ToLongFunction<Training> bytes) {
        boolean before = training.checkpointsGradients();
        training = training.fitting(pool, bytes, "this run");
        if (training.checkpointsGradients() && !before) {
            warning("the run does not fit into memory with the insides of all layers kept: they are computed again");
        }
    }

    /** How many samples a method needs that draws its own, for each to be seen once. */
    int samplesToMake() {
        return Math.multiplyExact(training().steps(), training.samplesPerStep());
    }

    String anchor() {
        return anchor;
    }

    /** Gives how weights are chosen, where the run and not the method says which share of them. */
    Optional<Saliency> saliency() {
        if (Double.isNaN(saliency)) return Optional.empty();
        return Optional.of(new Saliency(
                new GuidedAscent(SALUNS_GUIDANCE),
                saliency,
                training.batch(),
                training.seed(),
                training.checkpointsGradients()));
    }

    TimestepRange range(StableDiffusionFolder folder) {
        int all = folder.scheduler().schedule().timesteps();
        TimestepRange chosen = range.orElse(new TimestepRange(0, all));
        if (chosen.to() <= all) return chosen;
        throw new IllegalArgumentException(
                "time steps " + chosen.from() + "-" + chosen.to() + " go beyond the model's " + all);
    }

    String rangeText() {
        return range.map(each -> each.from() + "-" + each.to()).orElse("all");
    }

    Optional<Goal> goal() {
        return goal;
    }

    /** Gives the growth of the error to stop at; NaN for chance or no such end, see {@link #endsByErrors}. */
    double growth() {
        return growth;
    }

    boolean endsByErrors() {
        return goal.isEmpty() && (!Double.isNaN(growth) || endsAtChance());
    }

    /** Number of steps between measurements that the run's end depends on. */
    int askEvery() {
        return unseen.every() > 0 ? unseen.every() : EVERY;
    }

    int evaluateEvery() {
        return unseen.every();
    }

    UnseenSets<Path> unseen() {
        boolean trainsOnImages = !(method.method() instanceof UNetEdit)
                && (!needs(Need.OWN_SAMPLES) || saliency().isPresent());
        return (trainsOnImages ? unseen : unseen.share(0)).seed(training.seed());
    }

    Optional<RunFolder> results() {
        return results;
    }

    boolean merges() {
        return merge;
    }

    Optional<TextToImage> how() {
        return how;
    }

    List<String> otherPrompts() {
        return otherPrompts;
    }

    int imagesEach() {
        return imagesEach;
    }

    Gallery.Listener drawings() {
        return drawings;
    }

    boolean stopsOnInterrupt() {
        return stopsOnInterrupt;
    }

    void warning(String text) {
        warnings.accept(text);
    }
}
