package io.github.fttp.examples.options;

import io.github.fttp.core.Check;
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
     * What these options say, for images of this size.
     *
     * @param steps of the scheduler
     * @param height pixels
     * @param width pixels
     */
    public TextToImage of(int steps, int height, int width) {
        return new TextToImage(steps, guidance, negative, height, width);
    }

    @Override
    public void check(Given given) {
        Check.between(0.0, TextToImage.MOST_GUIDANCE, guidance, "--guidance");
        given.ineffective(guidance <= 1, "with --guidance " + guidance, "up to 1 there is no guidance", "--negative");
    }
}
