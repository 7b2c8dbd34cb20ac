package io.github.fttp.metrics.benchmark;

import com.fasterxml.jackson.databind.node.BinaryNode;
import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.Digest;
import io.github.fttp.core.io.Json;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The folder that a benchmark's images are written to, by their contents and each once. For one thread. */
public final class ImageStore {
    private static final int SHORT = 12;

    private final Path folder;
    private final Map<String, String> names = new HashMap<>();

    /** @param folder need not be there */
    public ImageStore(Path folder) {
        this.folder = folder;
    }

    /**
     * Takes the image of a field: its bytes; an object with {@code bytes}, as data sets of Hugging Face have it, or else {@code
     * path}; or a path.
     *
     * @param data the folder that paths are relative to
     * @return its name in this folder
     * @throws io.github.fttp.core.io.BadData naming the field, if it is missing or no image
     */
    public String take(Json field, Path data) {
        return take(field, List.of(data));
    }

    /** Takes likewise what is in the first of these folders that has it. */
    String take(Json field, List<Path> data) {
        if (field.isText()) return taken(field, find(field, data));
        if (field.node() instanceof BinaryNode binary) return taken(place(field), binary.binaryValue());
        if (!field.isObject()) throw field.refuse("is " + field.found() + ", expected an image");
        Optional<Json> bytes = field.optional("bytes");
        if (bytes.isEmpty()) {
            Json path = field.optional("path").orElseThrow(() -> field.refuse("has neither bytes nor a path"));
            return taken(path, find(path, data));
        }
        if (!(bytes.get().node() instanceof BinaryNode binary)) {
            throw bytes.get().refuse("is " + bytes.get().found() + ", expected the bytes of an image");
        }
        return taken(place(field), binary.binaryValue());
    }

    /** Takes a file. */
    public String take(Path file) {
        return taken(file, Images.bytes(file));
    }

    private String taken(Json field, Path file) {
        return taken(place(field), Images.bytes(file));
    }

    /** The file of a path, which others wrote on another machine: its last parts that are there, inside of the data. */
    private static Path find(Json field, List<Path> data) {
        Path named;
        try {
            named = Path.of(field.text()).normalize();
        } catch (InvalidPathException e) {
            throw field.refuse("is " + field.found() + ", expected the name of an image");
        }
        for (int from = 0; from < named.getNameCount(); from++) {
            if (named.getName(from).toString().equals("..")) continue;
            for (Path folder : data) {
                Path file = folder.resolve(named.subpath(from, named.getNameCount()));
                if (Files.isRegularFile(file)) return file;
            }
        }
        throw field.refuse("is " + field.found() + ", not found in " + data.get(0));
    }

    private static String place(Json field) {
        return field.file() + ": " + field.path();
    }

    private String taken(Object place, byte[] bytes) {
        String digest = new Digest().add(bytes).hex().substring(0, SHORT);
        return names.computeIfAbsent(digest, name -> {
            Images.decode(place, bytes, Decoding.REFERENCE);
            String file = name + ending(bytes);
            AtomicFiles.write(folder.resolve(file), bytes);
            return file;
        });
    }

    private static String ending(byte... bytes) {
        return switch (bytes[0]) {
            case (byte) 0x89 -> ".png";
            case (byte) 0xff -> ".jpg";
            case 'G' -> ".gif";
            case 'B' -> ".bmp";
            default -> ".webp";
        };
    }
}
