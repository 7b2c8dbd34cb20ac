package io.github.fttp.examples;

import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.image.Picture;
import io.github.fttp.core.image.Pictures;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.Refusal;
import io.github.fttp.core.mask.LatentGrid;
import io.github.fttp.core.mask.LatentMask;
import io.github.fttp.core.mask.MaskOverlay;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.mask.ShapeMode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** Pictures as Stable Diffusion's encoder sees them, with their mask and the latent cells drawn on them. */
final class PictureMasks {
    private static final int CELL = 8;
    private static final int LARGEST_LATENT = 512;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the drawn pictures.")
    Path out;

    @Option(
            names = "--masks",
            paramLabel = "PATH",
            description =
                    "labelme file, PNG mask named as its picture, or folder of such; may be repeated (default: the"
                            + " labelme files beside the pictures and named as they are).")
    List<Path> masks = List.of();

    @Option(names = "--label", description = "Only the shapes of this label, spelled exactly so (default: all).")
    String label;

    @Option(
            names = "--shapes",
            defaultValue = "AREA",
            description =
                    "What of a shape is covered: ${COMPLETION-CANDIDATES}; AUTHORS takes every shape for a polygon"
                            + " (default: ${DEFAULT-VALUE}).")
    ShapeMode shapes;

    @Option(
            names = "--latent",
            defaultValue = "64",
            paramLabel = "N",
            description = "Latent cells a side, of 8 x 8 pixels each (default: ${DEFAULT-VALUE}).")
    int latent;

    /**
     * Draws them and prints a line for each. A file that cannot be used does not hide the others; the last such is thrown,
     * those before it are printed.
     */
    void show(Path images, PrintWriter err) {
        if (latent < 1 || latent > LARGEST_LATENT) {
            throw new IllegalArgumentException("--latent must be from 1 to " + LARGEST_LATENT + ", was " + latent);
        }
        List<Refusal> unusable = new ArrayList<>();
        List<MaskedPicture> pictures = new MaskFiles(images, masks).read(unusable);
        if (label != null) MaskedPicture.requireLabel(images, label, pictures);
        createOut();
        Map<String, Path> drawn = new HashMap<>();
        for (MaskedPicture picture : pictures) {
            try {
                draw(picture, drawn);
            } catch (BadData e) {
                unusable.add(e);
            }
        }
        if (unusable.isEmpty()) return;
        unusable.subList(0, unusable.size() - 1).forEach(each -> err.println(each.getMessage()));
        throw unusable.get(unusable.size() - 1);
    }

    private void draw(MaskedPicture source, Map<String, Path> drawn) {
        String name = MaskFiles.stem(source.file()) + ".png";
        Path before = drawn.putIfAbsent(name, source.file());
        if (before != null) throw new BadData(source.file(), "would be drawn to " + name + ", as " + before + " was");
        PixelMask mask = label == null ? source.mask(shapes) : source.mask(shapes, label);
        ImageProcessor processor = ImageProcessor.stableDiffusion(CELL * latent);
        Picture seen = processor.fit(source.picture());
        LatentMask cells =
                LatentGrid.aligned(processor.geometry(), latent, latent).nearest(mask);
        Pictures.writePng(MaskOverlay.draw(seen, mask.through(processor.geometry()), cells), out.resolve(name));
        System.out.printf(
                Locale.ROOT,
                "%s: %s, %.1f %% covered, %d of %d latent cells%n",
                source.file().getFileName(),
                source.pictureName(),
                100 * mask.share(),
                cells.covered(),
                latent * latent);
    }

    private void createOut() {
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new CannotWrite(out, e);
        }
    }
}
