package io.github.fttp.metrics.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.fttp.core.io.BadData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Results as files have them: a record is a line of JSON, and comes back from it to the bit, numbers that are none too. */
public final class Entries {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Entries() {}

    /** The line of a record, with its end. */
    public static String line(Record entry) {
        try {
            return JSON.writeValueAsString(entry) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads a line.
     *
     * @param place what faults call it
     * @throws BadData if it is no such record
     */
    public static <T extends Record> T read(String line, Class<T> type, Object place) {
        try {
            return JSON.readValue(line, type);
        } catch (JsonProcessingException e) {
            throw new BadData(place, "is not a result of this program: " + e.getOriginalMessage());
        }
    }

    /**
     * Reads a file with an entry on each line; there are none where there is no file, see {@link #textIfThere}.
     *
     * @throws BadData naming the line that is none
     */
    public static <T extends Record> List<T> lines(Path file, Class<T> type) {
        List<T> entries = new ArrayList<>();
        for (String line : textIfThere(file).orElse("").lines().toList()) {
            entries.add(read(line, type, file + " line " + (entries.size() + 1)));
        }
        return entries;
    }

    /**
     * Reads a file of text.
     *
     * @throws BadData if it cannot be read
     */
    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new BadData(file, e);
        }
    }

    /**
     * Reads likewise a file that need not be there; it may be deleted by another process meanwhile.
     *
     * @throws BadData if it is there and cannot be read
     */
    public static Optional<String> textIfThere(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            // below a file, which is not a folder, no file is either
            if (!Files.exists(file)) return Optional.empty();
            throw new BadData(file, e);
        }
    }
}
