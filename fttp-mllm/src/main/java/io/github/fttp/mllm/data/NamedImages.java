package io.github.fttp.mllm.data;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.ImageFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The images in a folder as samples name them: by the path from there on, or a whole one that leads there, which may be written
 * as {@code file://}, as in Qwen's messages. Where there is no file
 * of exactly that name, upper and lower case, the way accents are composed, and backslashes for slashes do not count.
 */
final class NamedImages {
    /** Letters of a name in a message. */
    private static final int SHOWN = 200;

    private static final String FILE = "file://";

    private final Path folder;
    /** What lies in a folder, by names as they are compared; listed once. */
    private final Map<Path, Map<String, List<Path>>> listed = new HashMap<>();

    NamedImages(Path folder) {
        this.folder = folder;
    }

    /**
     * Looks for an image and at its first bytes.
     *
     * @param field a name, or an object with a {@code path}
     * @throws BadData if there is none, it lies outside of the folder or is no image
     */
    Path file(Json field) {
        requireName(field);
        if (field.isObject()) return file(field.field("path"));
        String written = field.text();
        String name = written.startsWith(FILE) ? written.substring(FILE.length()) : written;
        if (name.startsWith("data:")) {
            throw field.refuse(
                    "is an image within the file (" + shown(name) + "), expected the name of one in " + folder);
        }
        Path file = exact(field, name)
                .or(() -> exact(field, name.replace('\\', '/'))) // as Windows writes it
                .orElseGet(() -> alike(field, name));
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(12);
        } catch (IOException e) {
            throw new BadData(file, e);
        }
        if (!isImage(head)) throw field.refuse("is \"" + shown(name) + "\", which is no PNG, JPEG, GIF, BMP or WebP");
        return file;
    }

    /** Refuses what is neither a text nor an object. */
    static void requireName(Json field) {
        if (!field.isText() && !field.isObject()) {
            throw field.refuse("is " + field.found() + ", expected the name of an image");
        }
    }

    private Optional<Path> exact(Json field, String name) {
        Path file;
        try {
            file = folder.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw field.refuse("is \"" + shown(name) + "\", expected the name of an image");
        }
        if (name.isBlank() || !isInside(file)) {
            throw field.refuse("is \"" + shown(name) + "\", expected an image inside of " + folder);
        }
        return Optional.of(file).filter(Files::isRegularFile);
    }

    private Path alike(Json field, String name) {
        String path = Path.of(name).isAbsolute()
                ? absolute(folder).relativize(absolute(Path.of(name))).toString()
                : name;
        Path here = folder;
        for (String part : path.split("[/\\\\]")) {
            if (part.isEmpty() || part.equals(".")) continue;
            Path exact = here.resolve(part);
            List<Path> found = part.equals("..")
                    ? List.of()
                    : Files.exists(exact) ? List.of(exact) : in(here).getOrDefault(ImageFolder.alike(part), List.of());
            if (found.size() > 1) {
                throw field.refuse("is \"" + shown(name) + "\", which may be any of " + found);
            }
            if (found.isEmpty()) throw field.refuse("is \"" + shown(name) + "\", not found in " + folder);
            here = found.get(0);
        }
        if (Files.isRegularFile(here)) return here;
        throw field.refuse("is \"" + shown(name) + "\", not found in " + folder);
    }

    private Map<String, List<Path>> in(Path directory) {
        return listed.computeIfAbsent(directory, each -> {
            if (!Files.isDirectory(each)) return Map.of();
            try (Stream<Path> files = Files.list(each)) {
                return files.sorted()
                        .collect(Collectors.groupingBy(
                                file -> ImageFolder.alike(file.getFileName().toString())));
            } catch (IOException e) {
                throw new BadData(each, e);
            }
        });
    }

    private static String shown(String name) {
        return name.length() <= SHOWN ? name : name.substring(0, SHOWN) + "...";
    }

    private boolean isInside(Path file) {
        return absolute(file).startsWith(absolute(folder));
    }

    /** The normal form of "." is empty, and nothing starts with that. */
    private static Path absolute(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private static boolean isImage(byte[] head) {
        return starts(head, 0, 0x89, 'P', 'N', 'G')
                || starts(head, 0, 0xff, 0xd8, 0xff)
                || starts(head, 0, 'G', 'I', 'F', '8')
                || starts(head, 0, 'B', 'M')
                || starts(head, 0, 'R', 'I', 'F', 'F') && starts(head, 8, 'W', 'E', 'B', 'P');
    }

    private static boolean starts(byte[] head, int at, int... bytes) {
        if (head.length < at + bytes.length) return false;
        for (int i = 0; i < bytes.length; i++) if ((head[at + i] & 0xff) != bytes[i]) return false;
        return true;
    }
}
