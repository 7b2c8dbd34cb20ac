package io.github.fttp.core.image;

import io.github.fttp.core.io.BadData;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which pixels of a PNG somebody has painted on, for masks: rows from top to bottom, pixels from left to right.
 *
 * <p>A pixel is marked when it is not black, in whatever depth, and not wholly transparent. Where everything that can be
 * seen is black, or of so many colours or shades that it is a cut-out of a picture, the transparency alone marks: what can be
 * seen. A file whose pixels are all equally opaque is taken by its colours alone. An orientation that the file declares is
 * applied.
 *
 * <p>Where a palette has Pascal VOC's colour for borders and what is hard to tell at its place, 255, and other marks beside it,
 * such pixels are undecided.
 *
 * @param values {@code [height, width]}
 * @param undecided those of them that are, likewise
 * @param colours how many colours cover at least a fiftieth of the decided marks each: several may stand for several things;
 *     1 where transparency marks
 */
public record Marks(int width, int height, boolean[] values, boolean[] undecided, int colours) {
    private static final int RGB = 0xFFFFFF;
    private static final int VOID_INDEX = 255;
    private static final int VOID = 0xE0E0C0;
    /** As many pixels tell which colours cover much. */
    private static final int LOOKED_AT = 100_000;

    private static final int LEAST_SHARE = 50;
    /** The most that masks are painted with; pictures have more. */
    private static final int MOST_HUES = 16;
    /** Brightness below which a hue is none, and the steps in which shares of one are told apart. */
    private static final int DARK = 32;

    private static final int STEPS = 7;

    /**
     * Reads a file.
     *
     * @throws BadData when it cannot be read or is no PNG: compression that loses something leaves traces that are not black
     *     around every border
     */
    public static Marks read(Path file) {
        return decode(file, Images.bytes(file));
    }

    /**
     * Decodes bytes that came otherwise.
     *
     * @param where they are from, for messages
     */
    public static Marks decode(Object where, byte[] bytes) {
        if (bytes.length == 0) throw new BadData(where, "is empty, expected a PNG");
        if (!Images.isPng(bytes)) throw new BadData(where, "is a mask, expected a PNG");
        try {
            Png.Header header = Png.header(bytes);
            Images.checkSize(bytes, header.width(), header.height());
            return of(Png.image(bytes, header, Decoding.REFERENCE)).upright(header.orientation());
        } catch (Unreadable e) {
            throw new BadData(where, e.getMessage(), e);
        }
    }

    private static Marks of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        boolean[] coloured = new boolean[width * height];
        boolean[] seen = new boolean[width * height];
        Raster raster = image.getRaster();
        int bands = raster.getNumBands();
        int colours = bands < 3 ? 1 : 3;
        boolean alpha = bands > colours;
        int[] row = new int[width * bands];
        boolean allSeen = true;
        for (int y = 0, i = 0; y < height; y++) {
            raster.getPixels(0, y, width, 1, row);
            for (int x = 0; x < width; x++, i++) {
                if (image.getColorModel() instanceof IndexColorModel palette) {
                    int rgba = palette.getRGB(row[x * bands]);
                    coloured[i] = (rgba & RGB) != 0;
                    seen[i] = rgba >>> 24 != 0;
                } else {
                    for (int c = 0; c < colours; c++) coloured[i] |= row[x * bands + c] != 0;
                    seen[i] = !alpha || row[x * bands + colours] != 0;
                }
                allSeen &= seen[i];
            }
        }
        boolean[] marked = !allSeen && isPicture(image, seen) ? seen : marked(coloured, seen);
        boolean[] undecided = undecided(image, marked);
        return new Marks(width, height, marked, undecided, allSeen ? colours(image, marked, undecided) : 1);
    }

    /**
     * Whether what is seen has more hues than anybody paints masks with, or so many shades that as many of them as one paints with
     * are less than half of it: those of soft borders are few pixels.
     */
    private static boolean isPicture(BufferedImage image, boolean... seen) {
        Set<Integer> hues = new HashSet<>();
        Map<Integer, Integer> shades = new HashMap<>();
        int stride = 1 + seen.length / LOOKED_AT;
        int all = 0;
        for (int i = 0; i < seen.length && hues.size() <= MOST_HUES; i++) {
            if (!seen[i]) continue;
            int rgb = image.getRGB(i % image.getWidth(), i / image.getWidth());
            hues.add(hue(rgb));
            if (i % stride != 0) continue;
            shades.merge(rgb & RGB, 1, Integer::sum);
            all++;
        }
        if (hues.size() > MOST_HUES) return true;
        int most = shades.values().stream()
                .sorted(Comparator.reverseOrder())
                .limit(MOST_HUES)
                .mapToInt(Integer::intValue)
                .sum();
        return 2 * most < all;
    }

    /** A colour without its brightness, coarsely: what is painted with a few has few, with all shades of their borders. */
    private static int hue(int rgb) {
        int red = rgb >> 16 & 0xFF;
        int green = rgb >> 8 & 0xFF;
        int blue = rgb & 0xFF;
        int most = Math.max(1, Math.max(red, Math.max(green, blue)));
        return most < DARK ? -1 : STEPS * red / most << 16 | STEPS * green / most << 8 | STEPS * blue / most;
    }

    private static boolean[] undecided(BufferedImage image, boolean... marked) {
        boolean[] open = new boolean[marked.length];
        boolean hasVoid = image.getColorModel() instanceof IndexColorModel palette
                && palette.getMapSize() > VOID_INDEX
                && (palette.getRGB(VOID_INDEX) & RGB) == VOID;
        if (!hasVoid) return open;
        boolean others = false;
        for (int i = 0; i < marked.length; i++) {
            if (!marked[i]) continue;
            open[i] = image.getRaster().getSample(i % image.getWidth(), i / image.getWidth(), 0) == VOID_INDEX;
            others |= !open[i];
        }
        return others ? open : new boolean[marked.length];
    }

    private static int colours(BufferedImage image, boolean[] marked, boolean... undecided) {
        int[] decided = IntStream.range(0, marked.length)
                .filter(i -> marked[i] && !undecided[i])
                .toArray();
        int stride = 1 + decided.length / LOOKED_AT;
        long[] found = new long[(decided.length + stride - 1) / stride];
        int[] samples = null;
        for (int i = 0; i < found.length; i++) {
            int at = decided[i * stride];
            samples = image.getRaster().getPixel(at % image.getWidth(), at / image.getWidth(), samples);
            for (int sample : samples) found[i] = found[i] << 16 | sample;
        }
        Arrays.sort(found);
        int covering = 0;
        for (int from = 0, to; from < found.length; from = to) {
            for (to = from + 1; to < found.length && found[to] == found[from]; ) to++;
            if ((to - from) * (long) LEAST_SHARE >= found.length) covering++;
        }
        return covering;
    }

    private static boolean[] marked(boolean[] coloured, boolean[] seen) {
        boolean someSeen = false;
        boolean someHidden = false;
        boolean someColoured = false;
        for (int i = 0; i < seen.length; i++) {
            someSeen |= seen[i];
            someHidden |= !seen[i];
            someColoured |= seen[i] && coloured[i];
        }
        if (!someSeen || !someHidden) return coloured;
        if (!someColoured) return seen;
        boolean[] both = new boolean[seen.length];
        for (int i = 0; i < both.length; i++) both[i] = seen[i] && coloured[i];
        return both;
    }

    private Marks upright(int orientation) {
        if (orientation == 1) return this;
        byte[] samples = new byte[3 * values.length];
        for (int i = 0; i < values.length; i++) {
            samples[3 * i] = (byte) (values[i] ? 1 : 0);
            samples[3 * i + 1] = (byte) (undecided[i] ? 1 : 0);
        }
        Image turned = Exif.upright(new Image(width, height, samples), orientation);
        boolean[] marks = new boolean[values.length];
        boolean[] open = new boolean[values.length];
        for (int i = 0; i < marks.length; i++) {
            marks[i] = turned.samples()[3 * i] != 0;
            open[i] = turned.samples()[3 * i + 1] != 0;
        }
        return new Marks(turned.width(), turned.height(), marks, open, colours);
    }
}
