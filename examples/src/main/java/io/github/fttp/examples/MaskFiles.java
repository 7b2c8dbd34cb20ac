package io.github.fttp.examples;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Refusal;
import io.github.fttp.core.mask.LabelmeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
            Map<String, Path> firsts = new HashMap<>();
            for (Path file : Files.isDirectory(path) ? inFolder(path) : List.of(path)) {
                try {
                    Path first = firsts.putIfAbsent(maskedStem(file), file);
                    if (first != null)
                        throw new BadData(file, "is a second mask of one picture, the first is " + first);
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
        Set<String> masked = new HashSet<>();
        for (Path file : inFolder(images)) masked.add(maskedStem(file));
        return pictures(images).stream()
                .filter(picture -> !masked.contains(stem(picture)))
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

    /** Whether both are the same folder, by whatever way. */
    static boolean same(Path one, Path other) {
        try {
            return Files.exists(one) && Files.exists(other) && Files.isSameFile(one, other);
        } catch (IOException e) {
            throw new BadData(one, "cannot be read: " + Refusal.reason(e), e);
        }
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

    /** The masks in a folder: all that may be some, or where the pictures lie, those named as a picture. */
    private List<Path> inFolder(Path folder) {
        if (!same(folder, images)) {
            return list(folder)
                    .filter(file -> ending(file).equals("json") || ending(file).equals(PNG))
                    .toList();
        }
        Set<String> named = pictures(images).stream().map(MaskFiles::stem).collect(Collectors.toSet());
        return list(images)
                .filter(file -> (ending(file).equals("json") || isMask(file)) && named.contains(maskedStem(file)))
                .toList();
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
