package io.github.fttp.core.ledger;

import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Digest;
import io.github.fttp.core.io.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of entries that only grows: a line of JSON each, with the digest of all lines before it, so that one that was changed or
 * taken out later is told. A line is there whole or not at all.
 */
record LedgerFile(Path path) {
    private static final String PREVIOUS = "previous";

    /**
     * Reads all entries; none where there is no file.
     *
     * @throws BadData naming the line that is not what was written
     */
    List<Json> entries() {
        List<Json> entries = new ArrayList<>();
        StringBuilder before = new StringBuilder();
        for (String line : text().lines().toList()) {
            Json entry = Json.data(path, line, entries.size() + 1);
            if (!entry.field(PREVIOUS).text().equals(digest(before))) {
                throw entry.field(PREVIOUS).refuse("is not the digest of the lines before: they are not as they were");
            }
            entries.add(entry);
            before.append(line).append('\n');
        }
        return entries;
    }

    /** Adds an entry. */
    void append(Map<String, Object> entry) {
        String before = text();
        Map<String, Object> chained = new LinkedHashMap<>(entry);
        chained.put(PREVIOUS, digest(before));
        AtomicFiles.write(path, before + Json.line(chained) + "\n");
    }

    private static String digest(CharSequence lines) {
        return new Digest()
                .add(lines.toString().getBytes(StandardCharsets.UTF_8))
                .hex();
    }

    private String text() {
        if (!Files.exists(path)) return "";
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new BadData(path, e);
        }
    }
}
