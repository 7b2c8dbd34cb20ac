package io.github.fttp.examples;

import io.github.fttp.core.mask.MaskDrawings;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.MaskOptions;
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
            defaultValue = "64",
            paramLabel = "N",
            description = "Latent cells a side, of 8 x 8 pixels each (default: ${DEFAULT-VALUE}).")
    int latent;

    MaskDrawings drawings() {
        return new MaskDrawings(settings(), latent);
    }
}
