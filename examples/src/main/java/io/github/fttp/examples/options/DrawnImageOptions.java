package io.github.fttp.examples.options;

import io.github.fttp.core.Check;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.MayBeEmpty;
import io.github.fttp.examples.cli.Under;
import picocli.CommandLine.Option;

/** How images are made. */
@Under(Heading.GENERATION)
public final class DrawnImageOptions implements Checked {
    @Option(
            names = "--guidance",
            description =
                    "Guidance scale, how strongly an image follows its prompt; up to 1 there is no guidance (default: 7.5, with SDXL 5).")
    Double guidance;

    @MayBeEmpty
    @Option(
            names = "--negative",
            paramLabel = "TEXT",
            description = "Prompt to be drawn away from (default: none, which SDXL tells from an empty one).")
    String negative;

    /**
     * Gives what these options say, for images of this size.
     *
     * @param steps of the scheduler
     * @param height pixels
     * @param width pixels
     */
    public TextToImage of(StableDiffusionFolder model, int steps, int height, int width) {
        TextToImage settings = TextToImage.of(model, height, width).steps(steps);
        if (guidance != null) settings = settings.guidance(guidance);
        return negative == null ? settings : settings.negative(negative);
    }

    @Override
    public void check(Given given) {
        if (guidance == null) return;
        Check.between(0.0, TextToImage.MOST_GUIDANCE, guidance, "--guidance");
        given.ineffective(guidance <= 1, "with --guidance " + guidance, "up to 1 there is no guidance", "--negative");
    }
}
