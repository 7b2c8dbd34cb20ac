package io.github.fttp.diffusion.pipeline;

import io.github.fttp.core.image.ContactSheet;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.MaskOverlay;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The PNG files of a gallery: {@code NAME.png}, a sheet where there are several images, which then stand in
 * {@code NAME-1.png} and so on as well. Each says how it was made.
 */
public final class GalleryFiles {
    private static final String PNG = ".png";

    private final Path all;
    private final Gallery gallery;
    private final int columns;
    private final Map<String, String> notes;

    /**
     * @param all the file of all images
     * @param columns of a sheet
     * @param notes kept in each file beside {@link Gallery#notes}
     * @throws BadData if the file cannot be written
     * @throws IllegalArgumentException if a sheet would be too large
     */
    public GalleryFiles(Path all, Gallery gallery, int columns, Map<String, String> notes) {
        require(all);
        int images = gallery.requests().size();
        if (images > 1) {
            ContactSheet.require(
                    images, columns, gallery.how().width(), gallery.how().height());
        }
        this.all = all;
        this.gallery = gallery;
        this.columns = columns;
        this.notes = new LinkedHashMap<>(notes);
    }

    /** Looks whether a file can be written, before anything is made. */
    public static void require(Path all) {
        Path name = all.getFileName();
        if (name == null || !name.toString().toLowerCase(Locale.ROOT).endsWith(PNG)) {
            throw new BadData(all, "must end in " + PNG);
        }
        AtomicFiles.requireWritable(all);
    }

    /** A listener that writes each of several images as soon as it is drawn, and tells another one of everything. */
    public Gallery.Listener saving(Gallery.Listener other) {
        return new Gallery.Listener() {
            @Override
            public TextToImage.Watcher drawing(int first, int last, int of) {
                return other.drawing(first, last, of);
            }

            @Override
            public void drawn(int number, Image image) {
                if (gallery.requests().size() > 1) {
                    Images.writePng(image, suffixed("-" + number), notes(gallery.only(number - 1)));
                }
                other.drawn(number, image);
            }
        };
    }

    /** Writes the image, or the sheet of all. */
    public void write(List<Image> images) {
        Images.writePng(sheet(images), all, notes(gallery));
    }

    /**
     * Writes likewise, and where the images attend to a word: {@code NAME-word.png}, and as masks {@code NAME-mask.png} or {@code
     * NAME-1-mask.png} and so on.
     */
    public void write(List<Gallery.AttendedImage> images, Concept word) {
        write(images.stream().map(Gallery.AttendedImage::image).toList());
        List<Image> overlaid = new ArrayList<>();
        for (Gallery.AttendedImage each : images) {
            overlaid.add(MaskOverlay.draw(each.image(), each.attended()));
            String number = images.size() == 1 ? "" : "-" + overlaid.size();
            Images.writePng(each.attended().image(), suffixed(number + "-mask"));
        }
        Images.writePng(ContactSheet.of(overlaid, columns), suffixed("-word"), Map.of("word", word.name()));
    }

    private Image sheet(List<Image> images) {
        return images.size() == 1 ? images.get(0) : ContactSheet.of(images, columns);
    }

    private Map<String, String> notes(Gallery of) {
        Map<String, String> together = of.notes();
        together.putAll(notes);
        return together;
    }

    private Path suffixed(String suffix) {
        String name = all.getFileName().toString();
        return all.resolveSibling(name.substring(0, name.length() - PNG.length()) + suffix + PNG);
    }
}
