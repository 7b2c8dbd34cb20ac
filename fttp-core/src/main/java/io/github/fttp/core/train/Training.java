package io.github.fttp.core.train;

import io.github.fttp.core.Check;
import io.github.fttp.core.optim.Optimizer;
import io.github.fttp.core.optim.Schedule;
import io.github.fttp.core.tensor.Pool;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * The course of a run: what makes the steps, how many there are, and how many samples each sees. The same for every family of
 * models and every method. Immutable.
 *
 * <pre>{@code
 * Training.by(AdamW.rate(2e-4)).schedule(Schedule.cosine(0.03)).epochs(3).batch(2)
 * }</pre>
 */
public final class Training {
    // Set by with() alone, on a copy that nobody has yet. What a run reads is not private.
    private Optimizer optimizer;
    Schedule schedule = Schedule.constant();
    int epochs = 1;
    private int steps;
    private boolean counted;
    private int batch = 1;
    int accumulate = 1;
    double clip = Double.POSITIVE_INFINITY;
    private long seed;
    private GradientCheckpointing gradientCheckpointing = GradientCheckpointing.OFF;
    private boolean fused;
    private int checkpointEvery = 10;

    private Training(Optimizer optimizer) {
        this.optimizer = optimizer;
    }

    /** One epoch of single samples at a constant rate, with seed 0 and a checkpoint every 10 steps. */
    public static Training by(Optimizer optimizer) {
        return new Training(optimizer);
    }

    private Training with(Consumer<Training> change) {
        Training copy = new Training(optimizer);
        copy.schedule = schedule;
        copy.epochs = epochs;
        copy.steps = steps;
        copy.counted = counted;
        copy.batch = batch;
        copy.accumulate = accumulate;
        copy.clip = clip;
        copy.seed = seed;
        copy.gradientCheckpointing = gradientCheckpointing;
        copy.fused = fused;
        copy.checkpointEvery = checkpointEvery;
        change.accept(copy);
        return copy;
    }

    /** With another optimiser. */
    public Training optimizer(Optimizer other) {
        return with(copy -> copy.optimizer = other);
    }

    /** With another course of the learning rate. */
    public Training schedule(Schedule other) {
        return with(copy -> copy.schedule = other);
    }

    /** With each sample seen this often, at least once. */
    public Training epochs(int times) {
        Check.atLeast(1, times, "epochs");
        return with(copy -> {
            copy.epochs = times;
            copy.steps = 0;
            copy.counted = true;
        });
    }

    /** With this many optimiser steps in place of epochs, at least one. */
    public Training steps(int number) {
        Check.atLeast(1, number, "steps");
        return with(copy -> {
            copy.steps = number;
            copy.counted = true;
        });
    }

    /** As long as another, where somebody said how long that is. */
    public Training asLongAs(Training other) {
        if (!other.counted) return this;
        return other.steps > 0 ? steps(other.steps) : epochs(other.epochs);
    }

    /** With this many samples that go through the model together. */
    public Training batch(int samples) {
        Check.atLeast(1, samples, "batch");
        return with(copy -> copy.batch = samples);
    }

    /** With this many batches that make up a step; they weigh as one large batch would, with the memory of one. */
    public Training accumulate(int batches) {
        Check.atLeast(1, batches, "batches to accumulate");
        return with(copy -> copy.accumulate = batches);
    }

    /** With gradients that together have this norm at most; any unless said otherwise. */
    public Training clip(double norm) {
        Check.finiteAtLeast(0, norm, "gradient norm to clip at");
        return with(copy -> copy.clip = norm);
    }

    /** With another seed of everything random. */
    public Training seed(long other) {
        return with(copy -> copy.seed = other);
    }

    /** With the inside of the model's blocks computed again on the way back: less memory, more time, the same result. */
    public Training gradientCheckpointing() {
        return gradientCheckpointing(GradientCheckpointing.ON);
    }

    /** With it always, never, or where memory asks for it; never unless said otherwise. */
    public Training gradientCheckpointing(GradientCheckpointing when) {
        return with(copy -> copy.gradientCheckpointing = when);
    }

    /**
     * Decides on {@linkplain GradientCheckpointing#AUTO gradient checkpointing}, and refuses what does not fit with what was
     * decided, before work starts.
     *
     * @param pool where memory is taken from
     * @param bytes a forecast of what a run takes that trains so
     * @param what for what the bytes are, as a message calls it
     * @throws Memory.TooLittle if there is not enough
     */
    public Training fitting(Pool pool, ToLongFunction<Training> bytes, String what) {
        Training without = gradientCheckpointing(GradientCheckpointing.OFF);
        boolean needed = gradientCheckpointing == GradientCheckpointing.ON
                || gradientCheckpointing == GradientCheckpointing.AUTO && !Memory.has(pool, bytes.applyAsLong(without));
        Training decided = needed ? gradientCheckpointing() : without;
        Memory.require(pool, bytes.applyAsLong(decided), what);
        return decided;
    }

    /**
     * With each parameter changed as soon as its gradient is complete, and the gradient's memory given back, wherever one batch
     * makes a step and nothing is clipped: gradients never exist all at once. The same result; but a step whose gradient is not
     * finite has changed parameters when the run ends.
     */
    public Training fuseWherePossible() {
        return with(copy -> copy.fused = true);
    }

    /** With a checkpoint after every so many steps, where the run has a folder. */
    public Training checkpointEvery(int number) {
        Check.atLeast(1, number, "steps between checkpoints");
        return with(copy -> copy.checkpointEvery = number);
    }

    /** Gives what makes a step of gradients. */
    public Optimizer optimizer() {
        return optimizer;
    }

    /** Samples that go through the model together. */
    public int batch() {
        return batch;
    }

    /** How many samples each step sees, to be asked of a run whose samples are made for it. */
    public int samplesPerStep() {
        return Math.multiplyExact(batch, accumulate);
    }

    /** Whether somebody said how many epochs or steps there are. */
    public boolean isCounted() {
        return counted;
    }

    /** Number of optimiser steps; 0 where epochs are counted. */
    public int steps() {
        return steps;
    }

    /** Gives the seed of everything random. */
    public long seed() {
        return seed;
    }

    /** Whether blocks keep their results only; where memory decides, not before {@link #fitting} did. */
    public boolean checkpointsGradients() {
        return gradientCheckpointing == GradientCheckpointing.ON;
    }

    /** Whether gradients are used up one by one, so that they never exist all at once. */
    public boolean fuses() {
        return fused && accumulate == 1 && clip == Double.POSITIVE_INFINITY;
    }

    /** Steps between checkpoints. */
    public int checkpointEvery() {
        return checkpointEvery;
    }
}
