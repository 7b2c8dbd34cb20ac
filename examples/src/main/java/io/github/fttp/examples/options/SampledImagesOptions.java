package io.github.fttp.examples.options;

import io.github.fttp.diffusion.data.Prompts;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Images that are made before and after a model forgets, to be looked at. */
@Under(Heading.GENERATION)
public final class SampledImagesOptions implements Checked {
    @Option(
            names = "--other-prompts",
            paramLabel = "FILE",
            description =
                    "Prompts of which images are made before and after, beside those of the concept: a line each, CSV or"
                            + " JSON lines.")
    Path otherPrompts;

    @Option(names = "--sample-images", description = "Images of each prompt before and after, 0 for none.")
    int sampleImages;

    @Mixin
    DrawingOptions drawing;

    /** @param sampleImages of each prompt unless the option says otherwise */
    public SampledImagesOptions(int sampleImages) {
        this.sampleImages = sampleImages;
    }

    /** Images of each prompt. */
    public int count() {
        return sampleImages;
    }

    /** Gives how they are made, see {@link DrawingOptions#of}. */
    public TextToImage how(StableDiffusionFolder model, int otherwise) {
        return drawing.of(model, otherwise);
    }

    /** Reads the other prompts, none without a file of them; says where seeds in it are not used. */
    public List<String> others(PrintWriter err) {
        if (otherPrompts == null) return List.of();
        Prompts read = Prompts.read(otherPrompts);
        if (read.haveSeeds()) err.println(otherPrompts + ": its seeds are not used: images have seeds from 0 on");
        return read.texts();
    }

    @Override
    public void check(Given given) {
        given.ineffective(sampleImages == 0, "with --sample-images 0", "", "--other-prompts");
        given.ineffective(sampleImages == 0, "with --sample-images 0", "", DrawingOptions.names());
        given.atLeast(0, "--sample-images");
    }
}
