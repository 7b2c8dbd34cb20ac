package io.github.fttp.core.train;

import io.github.fttp.core.Check;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.SelectiveMethod;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.method.Turns;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.method.WeightEdit;
import io.github.fttp.core.method.WeightMask;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.optim.ParameterGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Runs an unlearning method.
 *
 * <pre>{@code
 * RunSummary end = Unlearner.of(trainable)
 *         .method(new Fttp(0.3f, 1f))
 *         .training(Training.by(AdamW.rate(2e-4)).schedule(Schedule.cosine(0.03)).epochs(3).batch(2))
 *         .listen(new JsonLinesLog(Path.of("run.jsonl")))
 *         .forget(samples);
 * }</pre>
 *
 * <p>The order of the samples, and everything else that is random, follows from the seed: the same seed, engine and number
 * of threads give the same bits. A run of which a checkpoint is resumed ends with the bits of one that was not interrupted.
 *
 * @param <S> a sample
 */
public final class Unlearner<S> {
    // What UnlearningRun reads is not private.
    final TrainableModel<S> trainable;
    final List<RunListener> listeners = new ArrayList<>();
    UnlearningMethod method;
    Training training = Training.by(AdamW.rate(2e-4));
    Goal goal = new AllSteps();
    int evaluateEvery;
    IntFunction<Map<String, Double>> evaluation = step -> Map.of();
    List<S> retain = List.of();
    List<S> alternatives = List.of();
    WeightMask saliency = WeightMask.all();
    StopSignal stop = new StopSignal();
    Path checkpoint;
    int checkpointEvery;
    private boolean resume;
    private final Map<String, String> otherSettings = new LinkedHashMap<>();

    private Unlearner(TrainableModel<S> trainable) {
        this.trainable = trainable;
    }

    /** A run on this model; {@link #method} must follow. */
    public static <S> Unlearner<S> of(TrainableModel<S> trainable) {
        return new Unlearner<>(trainable);
    }

    /** How to forget: a {@link TrainingMethod}, or a {@link WeightEdit}, which makes no steps. */
    public Unlearner<S> method(UnlearningMethod method) {
        this.method = method;
        return this;
    }

    /** The course of the run; one epoch of single samples by AdamW with a rate of 2e-4 unless said otherwise. */
    public Unlearner<S> training(Training training) {
        this.training = training;
        return this;
    }

    /**
     * Ends the run once this is reached, such as {@link AtChance}; {@link Training}'s epochs or steps are the most that it makes
     * then. All steps are made unless said otherwise.
     */
    public Unlearner<S> until(Goal goal) {
        this.goal = goal;
        return this;
    }

    /**
     * Figures to take after every {@code every} steps, by name; given the number of steps made. With methods that see forget and
     * retain data in turns they are taken at the end of a cycle, see {@link Turns#isDue}.
     */
    public Unlearner<S> evaluate(int every, IntFunction<Map<String, Double>> evaluation) {
        Check.atLeast(1, every, "steps between evaluations");
        this.evaluateEvery = every;
        this.evaluation = evaluation;
        return this;
    }

    /** Samples to keep, for methods that need them. */
    public Unlearner<S> retain(List<S> samples) {
        this.retain = List.copyOf(samples);
        return this;
    }

    /** Another answer to each forget sample, in their order, for methods that need them. */
    public Unlearner<S> alternatives(List<S> samples) {
        this.alternatives = List.copyOf(samples);
        return this;
    }

    /**
     * Which weights may change, see {@link Saliency}; those that a {@link SelectiveMethod} chooses, all with others, unless said
     * otherwise. Steps on retain data alone change all. Gradients are multiplied by the mask before
     * their norm is taken and clipped. A decay that acts on the weights themselves, as AdamW's, still reaches the others.
     */
    public Unlearner<S> saliency(WeightMask mask) {
        this.saliency = mask;
        return this;
    }

    /** Listeners of a run, called in this order. */
    public Unlearner<S> listen(RunListener listener) {
        listeners.add(listener);
        return this;
    }

    /** Ends the run early on this signal too, leaving a checkpoint where one was asked for. */
    public Unlearner<S> stopOn(StopSignal signal) {
        this.stop = new StopSignal(stop, signal);
        return this;
    }

    /**
     * Keeps a checkpoint in this file after the first step, after every {@code every} steps, and when the run ends. It carries
     * its own digest.
     */
    public Unlearner<S> checkpoint(Path file, int every) {
        Check.atLeast(1, every, "steps between checkpoints");
        this.checkpoint = file;
        this.checkpointEvery = every;
        return this;
    }

    /**
     * Something else that the result depends on and that the loop can't see, such as the data's digest or the rank of
     * adapters: it stands in the run's settings, and a checkpoint of a run with another value is not resumed.
     */
    public Unlearner<S> setting(String name, Object value) {
        otherSettings.put(name, String.valueOf(value));
        return this;
    }

    /**
     * Goes on from the checkpoint, which must be whole and of the same settings. Where there is none, the run was killed in
     * front of its first one: then it begins at the beginning, and {@link RunPlan#firstStep} is 0.
     */
    public Unlearner<S> resume() {
        this.resume = true;
        return this;
    }

    /**
     * Refuses what {@link #forget} would refuse: what the method needs and is not there, a number of steps that cannot be
     * made, and a checkpoint of other settings. For whoever does something that takes long in front of it.
     */
    public void check(List<S> samples) {
        requireUsable(samples);
        Map<String, String> settings = settings(samples.size());
        if (resumes()) RunCheckpoint.steps(checkpoint, settings);
    }

    /**
     * Runs.
     *
     * @throws BadData if the method needs what is not there, before anything is computed
     * @throws Diverged if a loss, gradient or weight is not finite
     */
    public RunSummary forget(List<S> samples) {
        requireUsable(samples);
        return new UnlearningRun<>(this, samples).run();
    }

    /** The goal of a run that was set none. */
    private record AllSteps() implements Goal {
        @Override
        public Optional<String> reached(Step step) {
            return Optional.empty();
        }

        @Override
        public String toString() {
            return "all steps";
        }
    }

    /** The run that {@link #forget} would make of these samples, from its beginning. */
    public RunPlan plan(List<S> samples) {
        return new RunPlan(settings(samples.size()), samples.size(), 0, total(samples.size()));
    }

    boolean resumes() {
        return resume && Files.exists(checkpoint);
    }

    Turns turns(int samples) {
        return trainingMethod().turns(stepsAPass(samples), stepsAPass(retain.size()));
    }

    int stepsAPass(int samples) {
        long perStep = training.samplesPerStep();
        return (int) ((samples + perStep - 1) / perStep);
    }

    /** The method, where it makes steps. */
    TrainingMethod trainingMethod() {
        return (TrainingMethod) method;
    }

    int total(int samples) {
        if (method instanceof WeightEdit) return 0;
        long total = training.steps() > 0
                ? training.steps()
                : (long) training.epochs * turns(samples).epoch();
        if (total > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    training.epochs + " epochs are " + total + " steps, at most " + Integer.MAX_VALUE + " can be made");
        }
        return (int) total;
    }

    private void requireUsable(List<S> samples) {
        if (method == null) throw new IllegalStateException("no method was chosen");
        if (!(method instanceof TrainingMethod || method instanceof WeightEdit)) {
            throw new IllegalArgumentException(method.name() + " neither trains nor changes weights by data");
        }
        if (samples.isEmpty()) throw new BadData("forget data", "has no samples");
        if (resume && checkpoint == null) throw new IllegalStateException("nothing to resume from: no checkpoint file");
        List<String> missing = new TreeSet<>(method.needs())
                .stream().filter(need -> !isThere(need)).map(Need::toString).toList();
        if (!missing.isEmpty()) {
            throw new BadData(method.name(), "needs " + String.join(", ", missing) + ", which this run was not given");
        }
        if (!alternatives.isEmpty() && alternatives.size() != samples.size()) {
            throw new BadData(
                    "alternative answers",
                    "are " + alternatives.size() + " for " + samples.size()
                            + " forget samples; expected one for each, in their order");
        }
        if (!(goal instanceof AllSteps || method instanceof WeightEdit)) {
            int total = total(samples.size());
            Turns turns = turns(samples.size());
            if (IntStream.rangeClosed(1, total).noneMatch(step -> turns.isDue(step, 1))) {
                throw new BadData(
                        method.name(),
                        "is asked whether it is at its goal, " + goal + ", behind " + turns.forget()
                                + " steps on forget and " + turns.retain()
                                + " on retain data, and is to make no more than " + total);
            }
        }
        if (trainable.groups().stream().allMatch(group -> group.parameters().isEmpty())) {
            throw new BadData("model", "has no parameter that trains");
        }
        trainable.groups().forEach(group -> group.parameters().forEach(saliency::requireKnown));
    }

    private boolean isThere(Need need) {
        return switch (need) {
            case RETAIN_DATA -> !retain.isEmpty();
            case ALTERNATIVE_ANSWERS -> !alternatives.isEmpty();
            case OWN_SAMPLES -> true; // which samples are given is the caller's
            default -> trainable.offers().contains(need);
        };
    }

    /** Everything the result depends on; of the data and the model themselves what the caller named. */
    Map<String, String> settings(int samples) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("method", method.toString());
        settings.put("optimizer", training.optimizer().toString());
        settings.put(
                "rate factors",
                trainable.groups().stream()
                        .map(ParameterGroup::rateFactor)
                        .toList()
                        .toString());
        settings.put("schedule", training.schedule.name());
        settings.put("samples", String.valueOf(samples));
        settings.put("retain samples", String.valueOf(retain.size()));
        settings.put("alternative answers", String.valueOf(alternatives.size()));
        settings.put("steps", String.valueOf(total(samples)));
        settings.put("until", goal.toString());
        settings.put("batch", String.valueOf(training.batch()));
        settings.put("accumulate", String.valueOf(training.accumulate));
        settings.put("effective batch", String.valueOf(training.samplesPerStep()));
        settings.put("clip", String.valueOf(training.clip));
        settings.put("seed", String.valueOf(training.seed()));
        settings.put(
                "saliency",
                method instanceof SelectiveMethod && saliency.equals(WeightMask.all())
                        ? "the method's"
                        : saliency.toString());
        settings.putAll(otherSettings);
        return settings;
    }
}
