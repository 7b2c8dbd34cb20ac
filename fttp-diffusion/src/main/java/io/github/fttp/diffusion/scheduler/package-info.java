/**
 * The schedulers of Stable Diffusion: how noise is added for training, and how a sample is led from noise to an image in
 * few steps. {@link io.github.fttp.diffusion.scheduler.Scheduler#read} takes diffusers' {@code scheduler_config.json}.
 *
 * <p>What all share stands once: the noise of each time step ({@link io.github.fttp.diffusion.scheduler.NoiseSchedule}),
 * the choice of time steps ({@link io.github.fttp.diffusion.scheduler.TimestepSpacing}), what a model's output means
 * ({@link io.github.fttp.diffusion.scheduler.Prediction}). Each scheduler's own formula is a file of its own. A scheduler
 * is a setting and never changes; what a run of steps remembers is in its
 * {@link io.github.fttp.diffusion.scheduler.Sampling}. Samples are plain arrays: latents are small.
 *
 * <p>Source: diffusers 0.21.4, whose results these reproduce; where later versions differ, a configuration of theirs,
 * or one that tells no version, is followed as they do. No model and no guidance is here.
 */
package io.github.fttp.diffusion.scheduler;
