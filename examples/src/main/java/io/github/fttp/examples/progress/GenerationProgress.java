package io.github.fttp.examples.progress;

import io.github.fttp.diffusion.pipeline.TextToImage;

/** A bar of the steps of images; where standard error is no terminal, a line at their end. */
public final class GenerationProgress implements TextToImage.Watcher {
    private final String title;
    private Bar bar;

    /**
     * Shows the progress of images that are made together.
     *
     * @param first number of the first of them, from 1
     * @param last number of the last of them
     * @param of how many there will be in all
     */
    public GenerationProgress(int first, int last, int of) {
        title = (first == last ? "image " + first : "images " + first + " to " + last) + " of " + of;
    }

    @Override
    public void stepped(int step, int of, float[] latents) {
        if (bar == null) bar = Bar.of(title, of);
        bar.stepTo(step);
        if (step < of) return;
        if (!bar.isShown()) System.err.println(title);
        bar.close();
    }
}
