package io.github.fttp.core.image;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageReader;

/** WebP, lossy and lossless, decoded by libwebp; of an animation the first frame. */
final class WebP {
    private static final int FRAME_HEADER = 16;
    private static final Rgb BLACK = Rgb.all(0);

    private WebP() {}

    /**
     * An image to decode and where it goes.
     *
     * @param canvasWidth 0 where the data are not a frame of an animation
     * @param still a WebP file with one image
     * @param orientation by EXIF, else by XMP, from 1 to 8
     */
    record Source(int canvasWidth, int canvasHeight, int left, int top, byte[] still, int orientation) {}

    static Source source(byte[] file) throws Unreadable {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        byte[] exif = {};
        byte[] xmp = {};
        int canvas = -1;
        int frame = -1;
        for (int at = 12; at + 8 <= file.length; ) {
            String type = new String(file, at, 4, StandardCharsets.ISO_8859_1);
            long length = Integer.toUnsignedLong(in.getInt(at + 4));
            if (length > file.length - at - 8) {
                throw new Unreadable("is truncated: its chunk " + type + " at byte " + at + " declares " + length
                        + " bytes, " + (file.length - at - 8) + " are left");
            }
            int end = at + 8 + (int) length;
            switch (type) {
                case "VP8X" -> canvas = length >= 10 ? at + 8 : -1;
                case "ANMF" -> frame = frame == -1 && length >= FRAME_HEADER ? at : frame;
                case "EXIF" -> exif = Arrays.copyOfRange(file, at + 8, end);
                case "XMP " -> xmp = Arrays.copyOfRange(file, at + 8, end);
                default -> {}
            }
            at = end + (int) (length & 1);
        }
        int orientation = Exif.orientation(exif, xmp);
        if (canvas == -1 || frame == -1) {
            return new Source(0, 0, 0, 0, file, orientation);
        }
        int end = frame + 8 + in.getInt(frame + 4);
        byte[] still = still(in, frame + 8, Arrays.copyOfRange(file, frame + 8 + FRAME_HEADER, end));
        return new Source(
                unsigned24(in, canvas + 4) + 1,
                unsigned24(in, canvas + 7) + 1,
                2 * unsigned24(in, frame + 8),
                2 * unsigned24(in, frame + 11),
                still,
                orientation);
    }

    /** A frame's chunks as a file of their own, in the extended layout since there may be one with its alpha. */
    private static byte[] still(ByteBuffer in, int frame, byte[] chunks) {
        ByteBuffer still = ByteBuffer.allocate(30 + chunks.length).order(ByteOrder.LITTLE_ENDIAN);
        still.put("RIFF".getBytes(StandardCharsets.ISO_8859_1)).putInt(22 + chunks.length);
        still.put("WEBPVP8X".getBytes(StandardCharsets.ISO_8859_1)).putInt(10);
        still.putInt(0x10); // there may be alpha
        for (int i = 6; i < 12; i++) {
            still.put(in.get(frame + i)); // width and height less one, 24 bits each, as the frame has them
        }
        return still.put(chunks).array();
    }

    static Image decode(Source source) throws Unreadable {
        ImageReader reader = new WebPImageReaderSpi().createReaderInstance(null);
        try {
            reader.setInput(new ByteInput(source.still()), true, true);
            Images.checkSize(source.still(), reader.getWidth(0), reader.getHeight(0));
            if (source.canvasWidth() != 0) {
                Images.checkSize(source.still(), source.canvasWidth(), source.canvasHeight());
            }
            Image frame = Jdk.rgb(reader.read(0), false);
            return source.canvasWidth() == 0
                    ? frame
                    : frame.window(-source.left(), -source.top(), source.canvasWidth(), source.canvasHeight(), BLACK);
        } catch (IOException | RuntimeException e) {
            throw new Unreadable("is damaged: " + Jdk.said(e), e);
        } catch (LinkageError e) {
            throw new Unreadable("is a WebP, and libwebp cannot be loaded on this platform: " + Jdk.said(e), e);
        } finally {
            reader.dispose();
        }
    }

    private static int unsigned24(ByteBuffer in, int at) {
        return in.get(at) & 0xFF | (in.get(at + 1) & 0xFF) << 8 | (in.get(at + 2) & 0xFF) << 16;
    }
}
