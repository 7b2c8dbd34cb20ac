package io.github.fttp.core.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.ImageReader;

/** BMP, decoded by the JDK. */
final class Bmp {
    private static final int OLDEST_HEADER = 12;

    private Bmp() {}

    /**
     * Values of the headers.
     *
     * @param height positive also where rows are stored from the top
     * @param dataBytes what the image data take, 0 where they are compressed
     */
    record Header(long width, long height, long dataStart, long dataBytes) {}

    static Header header(byte[] file) throws Unreadable {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        boolean oldest = file.length >= 26 && in.getInt(14) == OLDEST_HEADER;
        if (file.length < (oldest ? 26 : 54)) {
            throw new Unreadable("ends after " + file.length + " bytes, in its header");
        }
        if (!oldest) requirePalette(file, in);
        long width = oldest ? Short.toUnsignedLong(in.getShort(18)) : in.getInt(18);
        long height = oldest ? Short.toUnsignedLong(in.getShort(20)) : Math.abs((long) in.getInt(22));
        int bits = Short.toUnsignedInt(in.getShort(oldest ? 24 : 28));
        int compression = oldest ? 0 : in.getInt(30);
        if (compression < 0 || compression > 3) {
            throw new Unreadable(
                    "has compression " + compression + ", expected from 0 to 3: another format in a BMP's frame");
        }
        boolean plain = compression == 0 || compression == 3;
        long rowBytes = (width * bits + 31) / 32 * 4;
        return new Header(width, height, Integer.toUnsignedLong(in.getInt(10)), plain ? rowBytes * height : 0);
    }

    /** The JDK makes room for as many colours as the header says before it reads one. */
    private static void requirePalette(byte[] file, ByteBuffer in) throws Unreadable {
        long colours = Integer.toUnsignedLong(in.getInt(46));
        if (4 * colours > file.length) {
            throw new Unreadable("declares " + colours + " colours, more than its " + file.length + " bytes can hold");
        }
    }

    static Image decode(byte[] file, Header header) throws Unreadable {
        if (header.dataStart() + header.dataBytes() > file.length) {
            throw new Unreadable("is truncated: its image needs " + header.dataBytes() + " bytes from byte "
                    + header.dataStart() + ", the file has " + file.length);
        }
        byte[] patched = file.clone();
        // Many writers leave the file's size wrong, and the JDK believes it; that of the image's data too.
        ByteBuffer sizes =
                ByteBuffer.wrap(patched).order(ByteOrder.LITTLE_ENDIAN).putInt(2, file.length);
        boolean oldest = sizes.getInt(14) == OLDEST_HEADER;
        if (!oldest && Integer.toUnsignedLong(sizes.getInt(34)) > file.length) sizes.putInt(34, 0);
        ImageReader reader = Jdk.reader("bmp");
        ByteInput input = new ByteInput(patched);
        try {
            reader.setInput(input, true, true);
            return Jdk.rgb(reader.read(0), false);
        } catch (IOException | RuntimeException e) {
            throw new Unreadable((input.exhausted() ? "is truncated: " : "is damaged: ") + Jdk.said(e), e);
        } finally {
            reader.dispose();
        }
    }
}
