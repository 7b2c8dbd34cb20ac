package io.github.fttp.diffusion.scheduler;

import io.github.fttp.core.io.Json;
import java.nio.file.Path;

/**
 * How noise is added to samples, and how a model leads a sample from noise back in few steps. Immutable.
 *
 * <p>{@link #start} begins a run; {@link #schedule} has what training needs. An implementation of one's own is a record of
 * its settings, and a {@link Sampling} that holds what its formula remembers from step to step.
 */
public interface Scheduler {
    /**
     * Reads diffusers' {@code scheduler_config.json}.
     *
     * @throws io.github.fttp.core.io.BadCheckpoint naming the field, for another class, for what is not supported, for a
     *     value that makes no sense
     */
    static Scheduler read(Path folder) {
        return SchedulerFields.read(folder.resolve("scheduler_config.json"));
    }

    /**
     * The scheduler of a pipeline, as diffusers has it: the class is the pipeline's, with the fields of {@code
     * scheduler_config.json}, whatever class that names.
     *
     * @param folder {@code scheduler} in the pipeline's
     * @param name of the class
     * @param corrects whether {@code steps_offset} is 1 and no sample is clipped, whatever the file says: {@code
     *     StableDiffusionPipeline} corrects outdated files so, {@code StableDiffusionXLPipeline} does not
     * @return {@link TrainingOnly} where the class or a setting of its sampler is not known
     * @throws io.github.fttp.core.io.BadCheckpoint naming the field, where even the noise of training cannot be read
     */
    static Scheduler ofPipeline(Path folder, Json name, boolean corrects) {
        return SchedulerFields.read(folder.resolve("scheduler_config.json"), name, corrects);
    }

    /** Gives the kind of what the model says about a sample. */
    Prediction prediction();

    /** The noise of each time step of training. */
    NoiseSchedule schedule();

    /**
     * Begins a run.
     *
     * @param steps how many are wished, from 1 to the number of time steps of training
     * @throws IllegalArgumentException if this scheduler cannot go in so many
     */
    Sampling start(int steps);

    /**
     * Noisy samples as this scheduler's steps have them: {@code sqrt(abar_t) x0 + sqrt(1 - abar_t) noise}, and without the
     * first root for those that work on noise levels ({@link Euler}, {@link EulerAncestral}, {@link Heun}, {@link Lms}).
     *
     * @param x0 {@code [B, ...]}, clean
     * @param noise of the same shape, standard normal
     * @param timesteps {@code [B]}, whole numbers except for those that work on noise levels
     */
    default float[] addNoise(float[] x0, float[] noise, float... timesteps) {
        int[] whole = new int[timesteps.length];
        for (int b = 0; b < whole.length; b++) {
            whole[b] = (int) timesteps[b];
            if (whole[b] != timesteps[b]) {
                throw new IllegalArgumentException("time step must be a whole number, was " + timesteps[b]);
            }
        }
        return schedule().addNoise(x0, noise, whole);
    }
}
