package io.github.fttp.examples.picture;

import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.MayBeEmpty;
import io.github.fttp.examples.cli.Under;
import picocli.CommandLine.Option;

/** How pictures are made. */
@Under(Heading.GENERATION)
public final class PictureOptions {
    /** Of a side; beyond what any Stable Diffusion makes, it keeps slips of the pen from asking for all memory. */
    private static final int MOST_PIXELS = 1 << 13;

    private static final String SHOWN = " (default: ${DEFAULT-VALUE}).";

    @Option(
            names = "--guidance",
            defaultValue = "7.5",
            description = "How much more than without it the prediction follows the prompt; 1 is no more" + SHOWN)
    double guidance;

    @MayBeEmpty
    @Option(
            names = "--negative",
            defaultValue = "",
            paramLabel = "TEXT",
            description = "Prompt to be drawn away from (default: the empty prompt).")
    String negative;

    /**
     * For pictures of this size; refuses what makes no sense, and what the model or its scheduler can't do.
     *
     * @param steps of the scheduler
     */
    public TextToImage of(StableDiffusionFolder model, int steps, int height, int width) {
        int multiple = model.vaeConfig().shrinkage();
        for (int side : new int[] {height, width}) {
            if (side < multiple || side % multiple != 0 || side > MOST_PIXELS) {
                throw new IllegalArgumentException("height and width must be multiples of " + multiple + " up to "
                        + MOST_PIXELS + ", were " + height + " and " + width);
            }
        }
        int most = model.scheduler().schedule().timesteps();
        if (steps < 1 || steps > most) {
            throw new IllegalArgumentException("steps must be from 1 to " + most + ", was " + steps);
        }
        model.scheduler().start(steps);
        return new TextToImage(steps, guidance, negative, height, width);
    }
}
