package io.github.fttp.examples;

import io.github.fttp.core.image.Geometry;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.InputException;
import io.github.fttp.core.mask.ImageMasks;
import io.github.fttp.core.mask.LatentMask;
import io.github.fttp.core.mask.MaskOverlay;
import io.github.fttp.core.mask.MaskSettings;
import io.github.fttp.core.mask.MaskedImage;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.options.MaskOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** Images as Stable Diffusion's encoder sees them, with their mask and the latent cells drawn on them. */
@Under(Heading.RESULTS)
final class FolderMasks extends MaskOptions {
    private static final int CELL = 8;
    static final int LARGEST_LATENT = 512;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the drawn images.")
    Path out;

    @Under(Heading.MASKS)
    @Option(
            names = "--latent",
            defaultValue = "64",
            paramLabel = "N",
            description = "Latent cells a side, of 8 x 8 pixels each (default: ${DEFAULT-VALUE}).")
    int latent;

    /** Draws them and prints a line for each. */
    void show(Path images, PrintWriter err) {
        ImageMasks.of(images, settings().files()).folders().forEach(this::requireNotOver);
        Map<String, Path> drawn = new HashMap<>();
        settings().forEach(images, err::println, image -> draw(image, drawn));
    }

    private void requireNotOver(Path folder) {
        try {
            if (!Files.exists(out) || !Files.exists(folder) || !Files.isSameFile(out, folder)) return;
        } catch (IOException e) {
            throw new BadData(out, "cannot be read: " + InputException.reason(e), e);
        }
        throw new BadData(out, "holds images or masks, which would be drawn over; name another folder");
    }

    private void draw(MaskedImage source, Map<String, Path> drawn) {
        String name = name(source);
        Path before = drawn.putIfAbsent(name, source.file());
        if (before != null) throw new BadData(source.file(), "would be drawn to " + name + ", as " + before + " was");
        MaskSettings settings = settings();
        PixelMask mask = settings.mask(source);
        PixelMask ignored = settings.ignored(source);
        ImageProcessor processor = ImageProcessor.stableDiffusion(CELL * latent);
        Geometry way = processor.geometry();
        Image seen = processor.fit(source.image());
        LatentMask cells = settings.cells(mask, ignored, way, latent);
        createOut();
        Images.writePng(MaskOverlay.draw(seen, mask.through(way), ignored.through(way), cells), out.resolve(name));
        System.out.printf(
                Locale.ROOT,
                "%s: %s, %.1f %% covered, %d of %d latent cells%s%n",
                source.file().getFileName(),
                source.imageName(),
                100 * mask.share(),
                cells.covered(),
                latent * latent,
                cells.counted() == latent * latent ? "" : ", " + (latent * latent - cells.counted()) + " ignored");
    }

    /** As the annotation, or the image where its mask is painted. */
    private static String name(MaskedImage source) {
        Path named = source instanceof MaskedImage.Painted ? source.imageFile() : source.file();
        String name = named.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.')) + ".png";
    }

    private void createOut() {
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new CannotWrite(out, e);
        }
    }
}
