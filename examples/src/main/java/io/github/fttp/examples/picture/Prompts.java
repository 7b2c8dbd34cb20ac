package io.github.fttp.examples.picture;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Refusal;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Prompts in a text file, one a line; blank lines don't count. */
public final class Prompts {
    private Prompts() {}

    /** Reads them; a file without any is refused. */
    public static List<String> read(Path file) {
        List<String> prompts = lines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (prompts.isEmpty()) throw new BadData(file, "holds no prompt");
        return prompts;
    }

    /** All lines of a text in UTF-8; a byte order mark is skipped. */
    public static List<String> lines(Path file) {
        try {
            String text = Files.readString(file);
            return (text.startsWith("\uFEFF") ? text.substring(1) : text)
                    .lines()
                    .toList();
        } catch (CharacterCodingException e) {
            throw new BadData(file, "is no text in UTF-8", e);
        } catch (IOException e) {
            throw new BadData(file, "cannot be read: " + Refusal.reason(e), e);
        }
    }
}
