package io.github.fttp.core.mask;

import io.github.fttp.core.Check;
import io.github.fttp.core.image.Geometry;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.CannotWrite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The images of a folder as Stable Diffusion's encoder sees them, each drawn with its mask and the cells of the latent.
 *
 * @param masks which masks the images have
 * @param side cells of the latent, from 1 to {@value #LARGEST_SIDE}
 * @param cell pixels of a cell's side, at least 1
 */
public record MaskDrawings(MaskSettings masks, int side, int cell) {
    /** The most cells a side. */
    public static final int LARGEST_SIDE = 512;

    /** In the text of each drawing, to tell it from files of others. */
    private static final String MARK = "fttp show-masks";

    private static final int SIDE = 64;
    private static final int CELL = 8;

    public MaskDrawings {
        Check.between(1, LARGEST_SIDE, side, "side");
        Check.atLeast(1, cell, "cell");
    }

    /** On the latent of Stable Diffusion 1.x: 64 x 64 cells of 8 x 8 pixels. */
    public static MaskDrawings of(MaskSettings masks) {
        return new MaskDrawings(masks, SIDE, CELL);
    }

    /** Takes so many cells a side. */
    public MaskDrawings side(int other) {
        return new MaskDrawings(masks, other, cell);
    }

    /** Takes cells of so many pixels a side. */
    public MaskDrawings cell(int pixels) {
        return new MaskDrawings(masks, side, pixels);
    }

    /**
     * Draws them into a folder, as {@code NAME.png} of the annotation, or of the image where its mask is painted.
     *
     * @param out is made if it is not there; holds neither images nor masks, and of other files none of a drawing's name;
     *     drawings of before are drawn anew
     * @param warnings takes masks that cannot be used, see {@link MaskSettings#forEach}
     * @param drawn takes a line for each, as soon as it is drawn: what is covered, the image's height and width, and where it is
     *     cropped once it is resized
     * @throws BadData when a mask cannot be used, when two would have one name, or when something would be drawn over
     */
    public void write(Path images, Path out, Consumer<String> warnings, Consumer<String> drawn) {
        Set<Path> folders = ImageMasks.of(images, masks.files()).folders();
        folders.forEach(folder -> requireNotOver(folder, out));
        Map<String, Path> sources = new HashMap<>();
        masks.forEach(images, warnings, source -> {
            String name = name(source);
            Path before = sources.putIfAbsent(name, source.file());
            if (before != null) {
                throw new BadData(source.file(), "would be drawn to " + name + ", as " + before + " was");
            }
            // An annotation may name an image in a subfolder, which is not among those of the folder.
            Path folder = source.imageFile().toAbsolutePath().getParent();
            if (folders.add(folder)) requireNotOver(folder, out);
            requireOwn(out.resolve(name));
            drawn.accept(draw(source, out, name));
        });
    }

    private static void requireNotOver(Path folder, Path out) {
        try {
            if (!Files.exists(out) || !Files.exists(folder) || !Files.isSameFile(out, folder)) return;
        } catch (IOException e) {
            throw new BadData(out, e);
        }
        throw new BadData(out, "holds images or masks, which would be drawn over; name another folder");
    }

    /** Refuses a file that is there, unless it was drawn here. */
    private static void requireOwn(Path file) {
        if (!Files.exists(file)) return;
        String bytes = new String(Images.bytes(file), StandardCharsets.ISO_8859_1);
        if (bytes.contains(MARK)) return;
        throw new BadData(
                file,
                "is there already, and nothing in it says that show-masks drew it: take it away or name another folder");
    }

    /** Draws one and gives its line. */
    private String draw(MaskedImage source, Path out, String name) {
        PixelMask mask = masks.mask(source);
        PixelMask ignored = masks.ignored(source);
        ImageProcessor processor = ImageProcessor.stableDiffusion(cell * side);
        Geometry way = processor.geometry();
        Image seen = processor.fit(source.image());
        LatentMask cells = masks.cells(mask, ignored, way, side);
        createFolder(out);
        Image overlaid = MaskOverlay.draw(seen, mask.through(way), ignored.through(way), cells);
        Images.writePng(overlaid, out.resolve(name), Map.of("Software", MARK));
        int all = side * side;
        return String.format(
                Locale.ROOT,
                "%s: %s, %.1f %% covered, %d of %d latent cells%s; %d x %d, cropped at row %d and column %d",
                source.file().getFileName(),
                source.imageName(),
                100 * mask.share(),
                cells.covered(),
                all,
                cells.counted() == all ? "" : ", " + (all - cells.counted()) + " ignored",
                source.image().height(),
                source.image().width(),
                way.cropTop(source.image().width(), source.image().height()),
                way.cropLeft(source.image().width(), source.image().height()));
    }

    private static String name(MaskedImage source) {
        Path named = source instanceof MaskedImage.Painted ? source.imageFile() : source.file();
        return ImageFolder.stem(named) + ".png";
    }

    private static void createFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CannotWrite(folder, e);
        }
    }
}
