package io.github.fttp.core.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The digest of a safetensors file in its own metadata: SHA-256 over every byte of the file, with zeros in the place of the
 * digest itself. It lies in the header, so a file is one piece and no second one can get lost.
 */
final class Seal {
    static final String KEY = "fttp.sha256";
    /** Stands where the digest will. */
    static final String BLANK = "0".repeat(64);

    /** No text of another note can hold it: quotes within one are escaped. */
    private static final String BEGIN = "\"" + KEY + "\":\"";

    private Seal() {}

    /** Puts a digest where the header has {@link #BLANK}. */
    static void set(FileChannel out, byte[] head, String digest) throws IOException {
        long at = 8L + place(head);
        ByteBuffer bytes = ByteBuffer.wrap(digest.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) at += out.write(bytes, at);
    }

    /** Where in a header the digest stands; negative if it is not written as it is here. */
    private static int place(byte[] head) {
        // A byte a character: positions stay those of the bytes.
        int found = new String(head, StandardCharsets.ISO_8859_1).indexOf(BEGIN);
        return found < 0 ? found : found + BEGIN.length();
    }

    static void check(Path file, String noted) {
        String found;
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            found = digest(file, in);
        } catch (IOException e) {
            throw new BadCheckpoint(file, e);
        }
        if (found.equals(noted)) return;
        throw new BadCheckpoint(
                file,
                "__metadata__." + KEY,
                "is " + noted,
                "the file's is " + found
                        + ": it is damaged, or was changed by a program that kept the note; take it from a copy, or make it"
                        + " anew");
    }

    private static String digest(Path file, FileChannel in) throws IOException {
        byte[] head = SafetensorsHeader.read(file, in, in.size());
        int place = place(head);
        if (place < 0 || place + BLANK.length() > head.length) return "none";
        System.arraycopy(BLANK.getBytes(StandardCharsets.US_ASCII), 0, head, place, BLANK.length());
        in.position(8L + head.length);
        return new Digest()
                .add(SafetensorsHeader.length(head))
                .add(head)
                .add(in)
                .hex();
    }
}
