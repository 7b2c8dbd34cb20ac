package io.github.fttp.examples.options;

import io.github.fttp.core.mask.LatentAlignment;
import io.github.fttp.core.mask.MaskSettings;
import io.github.fttp.core.mask.ShapeMode;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Which masks images have, and how they come to the latent. */
@Under(Heading.MASKS)
public abstract class MaskOptions {

    @Option(
            names = "--masks",
            paramLabel = "PATH",
            description =
                    "labelme file, PNG mask named NAME.png or NAME.mask.png (also -mask, _mask, -masklabel) for the"
                            + " image NAME, or folder of such; may be repeated (default: those beside the images).")
    List<Path> masks = List.of();

    @Option(names = "--label", description = "Only the shapes of this label, spelled exactly so (default: all).")
    String label;

    @Option(
            names = "--shapes",
            defaultValue = "AREA",
            description =
                    "What of a shape is covered: ${COMPLETION-CANDIDATES}; AUTHORS takes every shape for a polygon.")
    ShapeMode shapes;

    @Option(
            names = "--grid",
            defaultValue = "ALIGNED",
            description = "Where the cells of the latent lie: ${COMPLETION-CANDIDATES}; DIRECT divides the whole image,"
                    + " even what is cropped, as the authors do.")
    LatentAlignment alignment;

    @Option(names = "--soft-masks", description = "A cell counts by the share of its area that is covered.")
    boolean soft;

    /** The settings that these options give. */
    public final MaskSettings settings() {
        return new MaskSettings(masks, label == null ? "" : label, shapes, alignment, soft);
    }
}
