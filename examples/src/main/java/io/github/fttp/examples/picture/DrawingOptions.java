package io.github.fttp.examples.picture;

import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How square pictures are made where they are not all that a command does. */
@Under(Heading.GENERATION)
public final class DrawingOptions {
    @Mixin
    PictureOptions how;

    @Option(
            names = "--picture-steps",
            defaultValue = "30",
            description = "Steps of the scheduler for them (default: ${DEFAULT-VALUE}).")
    int steps;

    @Option(names = "--picture-size", description = "Side of them, pixels (default: that of --size).")
    Integer size;

    /**
     * Refuses what {@link PictureOptions#of} refuses.
     *
     * @param otherwise their side where no option says it, pixels
     */
    public TextToImage of(StableDiffusionFolder model, int otherwise) {
        int side = size == null ? otherwise : size;
        return how.of(model, steps, side, side);
    }
}
