package io.github.fttp.examples.picture;

import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import picocli.CommandLine.Option;

/** How pictures are made. */
public final class PictureOptions {
    private static final String SHOWN = " (default: ${DEFAULT-VALUE}).";

    @Option(
            names = "--guidance",
            defaultValue = "7.5",
            description = "How much the prompt counts; 1 is not at all" + SHOWN)
    double guidance;

    @Option(names = "--picture-steps", defaultValue = "30", description = "Steps of the scheduler" + SHOWN)
    int steps;

    @Option(names = "--negative", defaultValue = "", description = "Prompt to be drawn away from.")
    String negative;

    /** For pictures of this size; refuses what makes no sense, and sizes that the model has no latents of. */
    public TextToImage of(StableDiffusionFolder model, int height, int width) {
        int multiple = model.vaeConfig().shrinkage();
        if (height < multiple || width < multiple || height % multiple != 0 || width % multiple != 0) {
            throw new IllegalArgumentException(
                    "height and width must be multiples of " + multiple + ", were " + height + " and " + width);
        }
        int most = model.scheduler().schedule().timesteps();
        if (steps < 1 || steps > most) {
            throw new IllegalArgumentException("--picture-steps must be from 1 to " + most + ", was " + steps);
        }
        return new TextToImage(steps, guidance, negative, height, width);
    }
}
