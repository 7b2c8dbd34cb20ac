package io.github.fttp.examples;

import io.github.fttp.core.mask.MaskDrawings;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.model.ModelFolder;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.MaskOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Images as Stable Diffusion's encoder sees them, with their mask and the latent cells drawn on them. */
@Under(Heading.RESULTS)
final class FolderMasks extends MaskOptions {
    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the drawn images.")
    Path out;

    @Under(Heading.MASKS)
    @Option(
            names = "--latent",
            paramLabel = "N",
            description = "Latent cells a side, of 8 x 8 pixels each (default: the model's, else 64).")
    Integer latent;

    /**
     * Draws them.
     *
     * @param model whose latent it is; null for one of Stable Diffusion 1.x
     */
    void draw(Path images, Path model, PrintWriter err) {
        drawings(model, err).write(images, out, err::println, System.out::println);
    }

    private MaskDrawings drawings(Path model, PrintWriter err) {
        MaskDrawings usual = MaskDrawings.of(settings());
        if (model == null) return latent == null ? usual : usual.side(latent);
        err.println("note: " + ModelFolder.of(model).require(Modality.IMAGE, "--out"));
        try (StableDiffusionFolder folder = StableDiffusionFolder.openForTraining(model)) {
            int side = latent == null ? folder.unetConfig().sampleSize() : latent;
            return usual.side(side).cell(folder.vaeConfig().vaeScaleFactor());
        }
    }
}
