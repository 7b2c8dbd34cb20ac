package io.github.fttp.mllm.data;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.InputException;
import io.github.fttp.core.io.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The file that a sample names as its image. */
final class ImageFile {
    private ImageFile() {}

    /**
     * Looks for it and at its first bytes.
     *
     * @param field a name, or an object with a {@code path}
     * @throws BadData if there is none, it lies outside of the folder or is no image
     */
    static Path of(Json field, Path folder) {
        if (field.isObject()) return of(field.field("path"), folder);
        if (!field.isText()) throw field.refuse("is " + field.found() + ", expected the name of an image");
        String name = field.text();
        Path file;
        try {
            file = folder.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw field.refuse("is \"" + name + "\", expected the name of an image");
        }
        if (name.isBlank() || Path.of(name).isAbsolute() || !isInside(file, folder)) {
            throw field.refuse("is \"" + name + "\", expected an image inside of " + folder);
        }
        if (!Files.isRegularFile(file)) throw field.refuse("is \"" + name + "\", not found in " + folder);
        byte[] head;
        try (InputStream in = Files.newInputStream(file)) {
            head = in.readNBytes(12);
        } catch (IOException e) {
            throw new BadData(file, "cannot be read: " + InputException.reason(e), e);
        }
        if (!isImage(head)) throw field.refuse("is \"" + name + "\", which is no PNG, JPEG, GIF, BMP or WebP");
        return file;
    }

    /** By absolute paths: the normal form of "." is empty, and nothing starts with that. */
    private static boolean isInside(Path file, Path folder) {
        return file.toAbsolutePath()
                .normalize()
                .startsWith(folder.toAbsolutePath().normalize());
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
