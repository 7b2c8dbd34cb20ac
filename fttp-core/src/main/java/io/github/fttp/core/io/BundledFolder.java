package io.github.fttp.core.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A folder of files that comes within a jar, beside a class of it.
 *
 * @param owner the class beside which it lies
 * @param name of the folder
 * @param files below it, with {@code /} between folders
 */
public record BundledFolder(Class<?> owner, String name, List<String> files) {
    /** Writes it into {@code parent}, over what is there, and says where. */
    public Path copyInto(Path parent) {
        Path to = parent.resolve(name);
        for (String each : files) AtomicFiles.write(to.resolve(each), bytes(each));
        return to;
    }

    /**
     * Looks whether nothing else would be lost by {@link #copyInto}.
     *
     * @throws BadData if one of its files is there and has other content
     */
    public void requireFree(Path parent) {
        for (String each : files) {
            Path file = parent.resolve(name).resolve(each);
            if (!Files.exists(file)) continue;
            try {
                if (!Arrays.equals(Files.readAllBytes(file), bytes(each))) {
                    throw new BadData(
                            file,
                            "is of another model, or of another version of this one: name another folder, or delete it");
                }
            } catch (IOException e) {
                throw new BadData(file, e);
            }
        }
    }

    private byte[] bytes(String file) {
        String resource = name + "/" + file;
        try (InputStream in = owner.getResourceAsStream(resource)) {
            if (in == null) throw new IllegalStateException("the program is not complete: it lacks " + resource);
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("the program is damaged: " + resource + " cannot be read", e);
        }
    }
}
