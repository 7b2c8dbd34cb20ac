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
 * The masks of pictures: labelme files ({@code NAME.json}) and PNG ({@code NAME.mask.png}, or {@code NAME.png} where they lie
 * elsewhere) for the picture {@code NAME}.
 *
 * @param images folder of the pictures
 * @param masks files and folders; none for the masks beside the pictures
 */
public record MaskFiles(Path images, List<Path> masks) {
    private static final Set<String> PICTURES = Set.of("png", "jpg", "jpeg", "gif", "bmp", "webp");
    private static final String MASK = ".mask";
    private static final String PNG = "png";

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

    /** The names of the pictures that have no mask beside them, where masks are looked for there. */
    public List<String> unmasked() {
        if (!masks.isEmpty()) return List.of();
        return pictures(images).stream()
                .filter(picture -> masksBeside(stem(picture)).isEmpty())
                .map(picture -> picture.getFileName().toString())
                .toList();
    }

    /** The name, without its ending, of the picture that a file is the mask of. */
    public static String maskedStem(Path mask) {
        String stem = stem(mask);
        return isMask(mask) ? stem.substring(0, stem.length() - MASK.length()) : stem;
    }

    /** The pictures in a folder, by their names; masks are none. */
    public static List<Path> pictures(Path folder) {
        return list(folder)
                .filter(file -> PICTURES.contains(ending(file)) && !isMask(file))
                .toList();
    }

    /** Whether both are the same folder. */
    static boolean same(Path one, Path other) {
        return one.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize());
    }

    private MaskedPicture open(Path file) {
        if (!ending(file).equals(PNG)) return new MaskedPicture.Drawn(LabelmeFile.read(file, images));
        String name = maskedStem(file);
        List<Path> named = pictures(images).stream()
                .filter(picture -> stem(picture).equals(name))
                .toList();
        if (named.size() == 1) return new MaskedPicture.Painted(file, named.get(0));
        throw new BadData(file, named.size() + " pictures in " + images + " are named " + name + ", expected one");
    }

    private List<Path> inFolder(Path folder) {
        if (!same(folder, images)) {
            return list(folder)
                    .filter(file -> ending(file).equals("json") || ending(file).equals(PNG))
                    .toList();
        }
        return pictures(images).stream()
                .map(MaskFiles::stem)
                .distinct()
                .flatMap(name -> masksBeside(name).stream())
                .toList();
    }

    private List<Path> masksBeside(String name) {
        List<Path> found = Stream.of(name + ".json", name + MASK + "." + PNG)
                .map(images::resolve)
                .filter(Files::isRegularFile)
                .toList();
        if (found.size() < 2) return found;
        throw new BadData(found.get(1), "is the second mask of one picture, the first is " + found.get(0));
    }

    private static boolean isMask(Path file) {
        return ending(file).equals(PNG)
                && stem(file).endsWith(MASK)
                && stem(file).length() > MASK.length();
    }

    private static String stem(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private static Stream<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        } catch (IOException e) {
            throw new BadData(folder, "cannot be read: " + Refusal.reason(e), e);
        }
    }
}
