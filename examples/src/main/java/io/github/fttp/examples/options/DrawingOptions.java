package io.github.fttp.examples.options;

import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How square images are made where they are not all that a command does. */
@Under(Heading.GENERATION)
public final class DrawingOptions implements Checked {
    @Mixin
    DrawnImageOptions how;

    @Option(names = "--image-steps", description = "Steps of the scheduler for each image.")
    int steps = 30;

    @Option(
            names = "--image-size",
            description = "Side of the images, pixels (default: that of --size; without such an option, what the model"
                    + " was made for).")
    Integer size;

    /** The names of all these options, which have no effect where nothing is drawn. */
    public static String[] names() {
        return new String[] {"--image-steps", "--image-size", "--guidance", "--negative"};
    }

    @Override
    public void check(Given given) {
        given.atLeast(1, "--image-steps", "--image-size");
    }

    /**
     * Gives what these options say; refuses what the model or its scheduler can't do.
     *
     * @param otherwise their side where no option says it, pixels
     */
    public TextToImage of(StableDiffusionFolder model, int otherwise) {
        int side = size == null ? otherwise : size;
        String name = size == null ? "--size" : "--image-size";
        TextToImage settings = how.of(model, steps, side, side);
        settings.require(model, "--image-steps", name, name);
        return settings;
    }
}
