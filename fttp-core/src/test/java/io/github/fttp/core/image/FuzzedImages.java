package io.github.fttp.core.image;

import io.github.fttp.core.testing.Fuzzed;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/** Images to begin with, and the reading of what the fuzzer makes of them. */
final class FuzzedImages {
    private static final Fuzzed FILE = Fuzzed.file("image");

    private FuzzedImages() {}

    static void readsOrRefuses(byte[] content) {
        FILE.readsOrRefuses(content, Images::read);
        Decoding other = Decoding.REFERENCE.upright().highByte().tolerant();
        FILE.readsOrRefuses(content, file -> Images.read(file, other));
    }

    /** The content with these bytes in front, so that no other reader is taken. */
    static byte[] stamped(byte[] content, int... start) {
        byte[] stamped = content.length < start.length ? new byte[start.length] : content.clone();
        for (int i = 0; i < start.length; i++) stamped[i] = (byte) start[i];
        return stamped;
    }

    /** Small images in a format that {@link ImageIO} writes, of these kinds of {@link BufferedImage}. */
    static Stream<byte[]> drawn(String format, int... types) {
        return java.util.Arrays.stream(types).mapToObj(type -> written(format, drawn(type), false));
    }

    static byte[] written(String format, BufferedImage image, boolean progressive) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            if (progressive) how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), how);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    static BufferedImage drawn(int type) {
        BufferedImage image = new BufferedImage(11, 9, type);
        for (int y = 0; y < 9; y++) {
            for (int x = 0; x < 11; x++) {
                image.setRGB(x, y, 0xFF000000 | 23 * x << 16 | 28 * y << 8 | (x * y & 0xFF));
            }
        }
        return image;
    }
}
