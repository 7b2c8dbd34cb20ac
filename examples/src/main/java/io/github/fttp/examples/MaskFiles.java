package io.github.fttp.examples;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Refusal;
import io.github.fttp.core.mask.LabelmeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The masks of pictures: labelme files ({@code .json}) and PNG named as their picture.
 *
 * @param images folder of the pictures; as a folder of masks too, it holds labelme files named as their picture
 * @param masks files and folders; none for the folder of the pictures
 */
public record MaskFiles(Path images, List<Path> masks) {
    private static final Set<String> PICTURES = Set.of("png", "jpg", "jpeg", "gif", "bmp", "webp");

    /**
     * All of them, sorted within a folder.
     *
     * @param unusable takes the refusals of those that cannot be used
     * @throws BadData when there is none, usable or not
     */
    public List<MaskedPicture> read(List<Refusal> unusable) {
        List<MaskedPicture> read = new ArrayList<>();
        for (Path path : masks.isEmpty() ? List.of(images) : masks) {
            for (Path file : Files.isDirectory(path) ? inFolder(path) : List.of(path)) {
                try {
                    read.add(open(file));
                } catch (BadData e) {
                    unusable.add(e);
                }
            }
        }
        if (read.isEmpty() && unusable.isEmpty()) {
            throw new BadData(masks.isEmpty() ? images : masks.get(0), "holds no masks (labelme's .json, or .png)");
        }
        return read;
    }

    /** A file's name without its ending. */
    public static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }

    private MaskedPicture open(Path file) {
        if (!ending(file).equals("png")) return new MaskedPicture.Drawn(LabelmeFile.read(file, images));
        List<Path> named = picturesNamed(stem(file));
        if (named.size() == 1) return new MaskedPicture.Painted(file, named.get(0));
        throw new BadData(
                file, named.size() + " pictures in " + images + " are named " + stem(file) + ", expected one");
    }

    private List<Path> inFolder(Path folder) {
        boolean beside = same(folder, images);
        return list(folder)
                .filter(file -> ending(file).equals("json")
                                && (!beside || !picturesNamed(stem(file)).isEmpty())
                        || ending(file).equals("png") && !beside)
                .toList();
    }

    private List<Path> picturesNamed(String stem) {
        return list(images)
                .filter(file -> stem(file).equals(stem) && PICTURES.contains(ending(file)))
                .toList();
    }

    /** The pictures in a folder, by their names. */
    public static List<Path> pictures(Path folder) {
        return list(folder).filter(file -> PICTURES.contains(ending(file))).toList();
    }

    private static Stream<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        } catch (IOException e) {
            throw new BadData(folder, "cannot be read: " + Refusal.reason(e), e);
        }
    }

    private static boolean same(Path one, Path other) {
        return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
