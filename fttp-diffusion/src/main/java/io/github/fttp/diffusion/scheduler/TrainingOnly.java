package io.github.fttp.diffusion.scheduler;

import io.github.fttp.core.io.BadCheckpoint;

/**
 * A scheduler for training, with which no images can be drawn here: its class or a setting of its sampler is not
 * known. {@link #start} refuses; {@link #fallback} draws.
 *
 * @param name of the class
 * @param refusal says what is not known
 */
public record TrainingOnly(String name, NoiseSchedule schedule, Prediction prediction, BadCheckpoint refusal)
        implements Scheduler {
    /** @throws BadCheckpoint always */
    @Override
    public Sampling start(int steps) {
        throw refusal;
    }

    /** Draws with the same model: DDIM, with the settings that Stable Diffusion has for it. */
    public Ddim fallback() {
        return new Ddim(schedule, prediction, TimestepSpacing.LEADING, 1, false, Double.POSITIVE_INFINITY, 0);
    }
}
