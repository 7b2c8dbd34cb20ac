package io.github.fttp.examples.generate;

import io.github.fttp.core.Check;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.MayBeEmpty;
import io.github.fttp.examples.cli.Under;
import java.util.List;
import picocli.CommandLine.Option;

/** How images are made. */
@Under(Heading.GENERATION)
final class DrawnImageOptions implements Checked {
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
     * For images of this size; refuses what makes no sense, and what the model or its scheduler can't do.
     *
     * @param steps of the scheduler
     * @param height pixels
     * @param width pixels
     */
    public TextToImage of(StableDiffusionFolder model, Size steps, Size height, Size width) {
        int multiple = model.vaeConfig().vaeScaleFactor();
        for (Size side : List.of(height, width)) {
            if (side.value < multiple || side.value % multiple != 0 || side.value > MOST_PIXELS) {
                throw new IllegalArgumentException(side.option + " must be a multiple of " + multiple + " up to "
                        + MOST_PIXELS + ", was " + side.value);
            }
        }
        Check.between(1, model.scheduler().schedule().timesteps(), steps.value, steps.option);
        model.scheduler().start(steps.value);
        return new TextToImage(steps.value, guidance, negative, height.value, width.value);
    }

    /**
     * A number with the option that a refusal of it names.
     *
     * @param option its name
     * @param value given, or by default
     */
    public record Size(String option, int value) {}

    @Override
    public void check(Given given) {
        Check.between(0.0, TextToImage.MOST_GUIDANCE, guidance, "--guidance");
        given.ineffective(guidance <= 1, "with --guidance " + guidance, "up to 1 there is no guidance", "--negative");
    }
}
