package io.github.fttp.core.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
        for (String each : files) {
            Path file = to.resolve(each);
            String resource = name + "/" + each;
            try (InputStream in = owner.getResourceAsStream(resource)) {
                if (in == null) throw new IllegalStateException("the program is not complete: it lacks " + resource);
                Files.createDirectories(file.getParent());
                AtomicFiles.write(file, in.readAllBytes());
            } catch (IOException e) {
                throw new CannotWrite(file, e);
            }
        }
        return to;
    }
}
