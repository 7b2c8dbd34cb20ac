package io.github.fttp.core.io;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of text as people have them: UTF-8, with or without a byte order mark. */
public final class TextFiles {
    private TextFiles() {}

    /**
     * Reads one whole, without its byte order mark.
     *
     * @throws BadData when it cannot be read or is no UTF-8
     */
    public static String read(Path file) {
        try {
            String text = Files.readString(file);
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new BadData(file, "is no text in UTF-8", e);
        } catch (IOException e) {
            throw new BadData(file, "cannot be read: " + InputException.reason(e), e);
        }
    }
}
