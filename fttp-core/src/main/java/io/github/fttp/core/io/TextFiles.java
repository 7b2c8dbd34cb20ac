package io.github.fttp.core.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** Files of text as people have them: UTF-8, with or without a byte order mark. */
public final class TextFiles {
    static final String GZIP = "is compressed (gzip), expected text; unpack it first";
    /** How Parquet begins, "PAR1". */
    private static final String PARQUET = "50415231";

    private TextFiles() {}

    /**
     * Reads one whole, without its byte order mark.
     *
     * @throws BadData when it cannot be read, is no UTF-8, or a pointer of Git LFS
     */
    public static String read(Path file) {
        try {
            String text = Files.readString(file);
            byte[] start = text.substring(0, Math.min(text.length(), LfsPointer.LENGTH))
                    .getBytes(StandardCharsets.UTF_8);
            if (LfsPointer.is(start)) throw new BadData(file, LfsPointer.REFUSAL);
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw notUtf8(file, e);
        } catch (IOException e) {
            throw new BadData(file, e);
        }
    }

    /** Says what a file is that is not UTF-8. */
    static BadData notUtf8(Path file, CharacterCodingException cause) {
        return new BadData(file, kind(file), cause);
    }

    private static String kind(Path file) {
        byte[] start = start(file);
        if (isGzip(start)) return GZIP;
        String hex = HexFormat.of().formatHex(start);
        if (hex.startsWith("fffe") || hex.startsWith("feff")) return "is UTF-16, expected UTF-8: save it anew so";
        return hex.equals(PARQUET)
                ? "is Parquet, expected text; in Python pandas.read_parquet(\"" + file
                        + "\").to_json(\"NEW.jsonl\", orient=\"records\", lines=True) writes its rows as that"
                : "is not UTF-8";
    }

    static boolean isGzip(byte[] start) {
        return start.length >= 2 && start[0] == 0x1F && start[1] == (byte) 0x8B;
    }

    private static byte[] start(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(PARQUET.length() / 2);
        } catch (IOException e) {
            return new byte[0]; // it could be read a moment ago: what is said of its bytes still holds
        }
    }
}
