package io.github.fttp.examples;

import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.image.Picture;
import io.github.fttp.core.image.Pictures;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.mask.LatentMask;
import io.github.fttp.core.mask.MaskOverlay;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Option;

/** Pictures as Stable Diffusion's encoder sees them, with their mask and the latent cells drawn on them. */
@Under(Heading.RESULTS)
final class PictureMasks extends MaskOptions {
    private static final int CELL = 8;
    static final int LARGEST_LATENT = 512;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder of the drawn pictures.")
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
        requireNotOver(images);
        for (Path each : masks)
            requireNotOver(
                    Files.isDirectory(each) ? each : each.toAbsolutePath().getParent());
        Map<String, Path> drawn = new HashMap<>();
        forEach(images, err, picture -> draw(picture, drawn));
    }

    private void requireNotOver(Path folder) {
        if (MaskFiles.same(out, folder)) {
            throw new BadData(out, "holds pictures or masks, which would be drawn over; name another folder");
        }
    }

    private void draw(MaskedPicture source, Map<String, Path> drawn) {
        String name = MaskFiles.maskedStem(source.file()) + ".png";
        Path before = drawn.putIfAbsent(name, source.file());
        if (before != null) throw new BadData(source.file(), "would be drawn to " + name + ", as " + before + " was");
        PixelMask mask = mask(source);
        ImageProcessor processor = ImageProcessor.stableDiffusion(CELL * latent);
        Picture seen = processor.fit(source.picture());
        LatentMask cells = cells(mask, processor.geometry(), latent);
        createOut();
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
