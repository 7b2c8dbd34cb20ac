package io.github.fttp.core.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A text chunk of a PNG (tEXt, zTXt, iTXt), inflated when it is asked for.
 *
 * @param type of the chunk
 * @param body of the chunk: the keyword, a zero, what the type puts there, the text
 */
record PngText(String type, byte[] body) {
    static final PngText NONE = new PngText("tEXt", new byte[0]);

    private static final Set<String> TYPES = Set.of("tEXt", "zTXt", "iTXt");
    /** Bytes of a text that are inflated, as in Pillow: a few bytes may stand for gigabytes. */
    private static final int MOST = 1 << 20;

    private static final int LINES_BEFORE_PROFILE = 3;

    static boolean isOne(String type, byte[] file, int at, int length, String keyword) {
        byte[] start = (keyword + '\0').getBytes(StandardCharsets.ISO_8859_1);
        return TYPES.contains(type)
                && length >= start.length
                && Arrays.equals(file, at, at + start.length, start, 0, start.length);
    }

    /** The text; empty where it is damaged or too long, since a text is not the image. */
    byte[] text() {
        int at = behindZero(0);
        boolean compressed = type.equals("zTXt");
        if (compressed) at++; // the method, of which there is one
        if (type.equals("iTXt") && at + 2 <= body.length) {
            compressed = body[at] != 0;
            at = behindZero(behindZero(at + 2)); // the language, and the keyword in it
        }
        byte[] text = Arrays.copyOfRange(body, Math.min(at, body.length), body.length);
        return compressed ? inflated(text) : text;
    }

    /** The bytes of ImageMagick's profile: behind an empty line, its name and its length, in hexadecimal digits. */
    byte[] profile() {
        String[] lines = new String(text(), StandardCharsets.ISO_8859_1).split("\n", LINES_BEFORE_PROFILE + 1);
        if (lines.length <= LINES_BEFORE_PROFILE) return new byte[0];
        try {
            return HexFormat.of().parseHex(lines[LINES_BEFORE_PROFILE].replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private int behindZero(int from) {
        int at = from;
        while (at < body.length && body[at] != 0) at++;
        return at + 1;
    }

    private static byte[] inflated(byte[] deflated) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(deflated);
            byte[] text = new byte[MOST];
            int length = inflater.inflate(text);
            return inflater.finished() ? Arrays.copyOf(text, length) : new byte[0];
        } catch (DataFormatException e) {
            return new byte[0];
        } finally {
            inflater.end();
        }
    }
}
