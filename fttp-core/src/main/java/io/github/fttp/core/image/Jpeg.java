package io.github.fttp.core.image;

import java.awt.image.Raster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.imageio.ImageReader;

/**
 * JPEG, baseline and progressive, gray, YCC, RGB, CMYK and YCCK. The JDK's libjpeg decodes the samples; the conversion
 * to RGB is here, since the JDK leaves out that of four components: libjpeg's and Pillow's integer arithmetic.
 *
 * <p>Equal to Pillow's pixels with one known exception: builds of the JDK with their own libjpeg (not those that use the
 * system's libjpeg-turbo) enlarge chroma that is halved only vertically (4:4:0) without interpolation.
 */
final class Jpeg {
    private static final String TRUNCATED = "is truncated: its image data end before the end marker";
    private static final int HALF = 1 << 15;

    private Jpeg() {}

    /** @param warned told the first damage that the decoder met and went on after, as Pillow does without a word */
    static Image decode(JpegSegments jpeg, boolean tolerant, Consumer<String> warned) throws Unreadable {
        ImageReader reader = Jdk.reader("jpeg");
        ByteInput input = new ByteInput(jpeg.stripped());
        List<String> warnings = new ArrayList<>();
        try {
            reader.setInput(input, true, true);
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            Raster raster = reader.readRaster(0, null);
            if (input.exhausted() && !tolerant) {
                throw new Unreadable(TRUNCATED);
            }
            Image image = rgb(raster, jpeg);
            warnings.stream().limit(1).forEach(warned);
            return image;
        } catch (IOException e) {
            // Progressive, even where truncation is tolerated; what comes before the first scan is whole.
            throw new Unreadable(input.exhausted() ? TRUNCATED : "is damaged: " + Jdk.said(e), e);
        } catch (RuntimeException e) {
            // What the decoder throws on broken bytes is not only IOException.
            throw new Unreadable("is damaged: " + Jdk.said(e), e);
        } finally {
            reader.dispose();
        }
    }

    private static Image rgb(Raster raster, JpegSegments jpeg) throws Unreadable {
        int width = raster.getWidth();
        int height = raster.getHeight();
        int components = raster.getNumBands();
        if (width != jpeg.width() || height != jpeg.height() || components != jpeg.components()) {
            throw new Unreadable("has two frame headers that contradict each other");
        }
        byte[] rgb = new byte[3 * width * height];
        int[] row = new int[width * components];
        for (int y = 0; y < height; y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++) {
                convert(jpeg.colour(), row, x * components, rgb, 3 * (y * width + x));
            }
        }
        return new Image(width, height, rgb);
    }

    private static void convert(JpegSegments.Colour colour, int[] in, int i, byte[] out, int o) {
        switch (colour) {
            case GRAY -> put(out, o, in[i], in[i], in[i]);
            case RGB -> put(out, o, in[i], in[i + 1], in[i + 2]);
            case YCC -> put(out, o, red(in, i), green(in, i), blue(in, i));
            // Adobe writes its inks inverted, and Pillow takes every file for Adobe's: c = 255 - stored.
            case CMYK -> inks(out, o, 255 - in[i], 255 - in[i + 1], 255 - in[i + 2], in[i + 3]);
            // YCC of 255 - c, so the two inversions cancel.
            case YCCK -> inks(out, o, red(in, i), green(in, i), blue(in, i), in[i + 3]);
        }
    }

    /** Pillow's {@code cmyk2rgb}; {@code light} is 255 - black. */
    private static void inks(byte[] out, int o, int cyan, int magenta, int yellow, int light) {
        put(out, o, light - scaled(cyan, light), light - scaled(magenta, light), light - scaled(yellow, light));
    }

    /** {@code a b / 255}, rounded, without a division. */
    private static int scaled(int a, int b) {
        int product = a * b + 128;
        return (product >> 8) + product >> 8;
    }

    // ITU-R BT.601 as libjpeg rounds it: 16 fractional bits, halves added once a product or sum.
    private static int red(int[] ycc, int i) {
        return clip(ycc[i] + (91881 * (ycc[i + 2] - 128) + HALF >> 16)); // 1.402
    }

    private static int green(int[] ycc, int i) {
        return clip(ycc[i] + (-22554 * (ycc[i + 1] - 128) - 46802 * (ycc[i + 2] - 128) + HALF >> 16)); // 0.344, 0.714
    }

    private static int blue(int[] ycc, int i) {
        return clip(ycc[i] + (116130 * (ycc[i + 1] - 128) + HALF >> 16)); // 1.772
    }

    private static int clip(int v) {
        return Math.max(0, Math.min(255, v));
    }

    private static void put(byte[] out, int o, int red, int green, int blue) {
        out[o] = (byte) red;
        out[o + 1] = (byte) green;
        out[o + 2] = (byte) blue;
    }
}
