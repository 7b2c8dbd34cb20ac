package io.github.fttp.core.image;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/** Settings that the JDK's decoders have in common. */
final class Jdk {
    private static final String ITS_OWN = "com.sun.imageio.plugins.";

    private Jdk() {}

    /** The JDK's own decoder of a format, whatever other plugins are on the class path. */
    static ImageReader reader(String format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if (reader.getClass().getName().startsWith(ITS_OWN)) {
                return reader;
            }
        }
        throw new IllegalStateException(
                "this Java runtime has no decoder for " + format + ": does it lack the module java.desktop?");
    }

    /** Finds what a decoder said, down to the first cause: its outer messages are often empty of content. */
    static String said(Throwable e) {
        Throwable first = e;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        String type = first.getClass().getSimpleName();
        String message = first.getMessage();
        if (message == null || message.isBlank()) {
            return type;
        }
        return first instanceof RuntimeException ? type + ": " + message : message;
    }

    /**
     * The samples as they are stored, not {@code BufferedImage.getRGB}, which takes gray for linear light and turns 64
     * into 137: a palette through its colours, gray three times, alpha dropped, fewer than 8 bits stretched.
     *
     * @param clips16 whether a sample of 16 bits becomes {@code min(255, v)} instead of {@code v >> 8}
     */
    static Image rgb(BufferedImage image, boolean clips16) {
        int width = image.getWidth();
        int height = image.getHeight();
        Raster raster = image.getRaster();
        ColorModel model = image.getColorModel();
        int bands = raster.getNumBands();
        byte[] rgb = new byte[3 * width * height];
        int[] row = new int[width * bands];
        for (int y = 0, o = 0; y < height; y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++, o += 3) {
                for (int c = 0; c < 3; c++) {
                    int band = bands < 3 ? 0 : c;
                    int v = row[x * bands + band];
                    rgb[o + c] = (byte)
                            (model instanceof IndexColorModel palette
                                    ? palette.getRGB(v) >> 16 - 8 * c
                                    : eightBits(v, model.getComponentSize(band), clips16));
                }
            }
        }
        return new Image(width, height, rgb);
    }

    private static int eightBits(int v, int bits, boolean clips16) {
        if (bits == 16) {
            return clips16 ? Math.min(255, v) : v >> 8;
        }
        return v * 255 / ((1 << bits) - 1);
    }
}
