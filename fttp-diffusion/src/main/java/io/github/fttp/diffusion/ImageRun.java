package io.github.fttp.diffusion;

import io.github.fttp.core.train.RunSummary;
import java.nio.file.Path;

/**
 * A run on images that has ended. What it can write lives until this is closed, at the latest with the {@link StableDiffusion} that
 * ran; closing it takes its adapters off, so that another run can follow.
 */
public final class ImageRun implements AutoCloseable {
    private final RunSummary summary;
    private final ImageReport report;
    private final RunningImages run;

    ImageRun(RunSummary summary, ImageReport report, RunningImages run) {
        this.summary = summary;
        this.report = report;
        this.run = run;
    }

    /** How it ended. */
    public RunSummary summary() {
        return summary;
    }

    /** The model's errors and images before the first step. */
    public ImageReport.Moment before() {
        return report.before();
    }

    /**
     * The model's errors and images behind the last step.
     *
     * @throws IllegalStateException if it was interrupted
     */
    public ImageReport.Moment after() {
        return report.after().orElseThrow(() -> new IllegalStateException("the run was interrupted"));
    }

    /** All of it, for programs and for people. */
    public ImageReport report() {
        return report;
    }

    /**
     * Writes what others can load into a folder: {@code pytorch_lora_weights.safetensors} where adapters trained, else a whole
     * pipeline, {@code model}.
     *
     * @throws IllegalStateException if the run was interrupted, or the adapter was merged already
     */
    public void write(Path folder) {
        after();
        run.write(folder);
    }

    /**
     * Writes a whole pipeline as diffusers loads it; an adapter is merged into the U-Net for good, so {@link #write} that first.
     *
     * @param folder not there yet
     * @throws IllegalStateException if the run was interrupted
     */
    public void writeModel(Path folder) {
        after();
        run.writeModel(folder);
    }

    /** Takes off the adapters that trained; weights of the U-Net's own stay as the run left them. */
    @Override
    public void close() {
        run.close();
    }
}
