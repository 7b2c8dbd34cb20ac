package io.github.fttp.core.testing;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Files as cameras write them: samples as they fell on the sensor, and an EXIF orientation. */
public final class OrientedImages {
    /** Which orientation undoes another. */
    private static final int[] INVERSE = {0, 1, 2, 3, 4, 5, 8, 7, 6};

    private OrientedImages() {}

    /** The stored form of an image that shall be seen so. */
    public static Image stored(Image upright, int orientation) {
        return Images.upright(upright, INVERSE[orientation]);
    }

    /** A JPEG that is seen upright by whoever heeds its orientation. */
    public static void jpeg(Path file, Image upright, int orientation) {
        Image stored = stored(upright, orientation);
        BufferedImage image = new BufferedImage(stored.width(), stored.height(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < stored.height(); y++) {
            for (int x = 0; x < stored.width(); x++) {
                image.setRGB(x, y, stored.sample(y, x, 0) << 16 | stored.sample(y, x, 1) << 8 | stored.sample(y, x, 2));
            }
        }
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "jpg", jpeg);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] exif = ("Exif\0\0" + latin(exif(orientation))).getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer segment = ByteBuffer.allocate(4 + exif.length);
        segment.putShort((short) 0xFFE1).putShort((short) (2 + exif.length)).put(exif);
        insert(file, jpeg.toByteArray(), 2, segment.array());
    }

    /** A PNG likewise. */
    public static void png(Path file, Image upright, int orientation) {
        byte[] exif = exif(orientation);
        ByteBuffer chunk = ByteBuffer.allocate(12 + exif.length);
        byte[] named = ("eXIf" + latin(exif)).getBytes(StandardCharsets.ISO_8859_1);
        CRC32 crc = new CRC32();
        crc.update(named);
        chunk.putInt(exif.length).put(named).putInt((int) crc.getValue());
        insert(file, Images.png(stored(upright, orientation)), 8 + 25, chunk.array()); // behind IHDR
    }

    /** A TIFF structure, big-endian, whose one entry is the orientation, a short. */
    private static byte[] exif(int orientation) {
        return ByteBuffer.allocate(26)
                .put(new byte[] {'M', 'M', 0, 42})
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .array();
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void insert(Path file, byte[] whole, int at, byte[] part) {
        ByteBuffer out = ByteBuffer.allocate(whole.length + part.length);
        out.put(whole, 0, at).put(part).put(whole, at, whole.length - at);
        try {
            Files.write(file, out.array());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
