package io.github.fttp.core.image;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Images of one size side by side. */
public final class ContactSheet {
    private static final int GAP = 4;
    private static final int GREY = 200;

    private ContactSheet() {}

    /** Refuses a sheet that would be larger than any image, before its images are made. */
    public static void require(long images, int columns, int width, int height) {
        double across = Math.min(columns, images) * (double) (width + GAP) + GAP;
        double down = Math.ceil((double) images / columns) * (height + GAP) + GAP;
        if (across * down <= Image.MAX_PIXELS) return;
        throw new IllegalArgumentException(String.format(
                Locale.ROOT,
                "%d images of %d x %d make a sheet of %.0f x %.0f pixels, at most %d are supported: make fewer at a time",
                images,
                width,
                height,
                across,
                down,
                Image.MAX_PIXELS));
    }

    /** @param images row by row, of one size, at least one; the last row may have fewer */
    public static Image of(List<Image> images, int columns) {
        int width = images.get(0).width();
        int height = images.get(0).height();
        int across = Math.min(columns, images.size());
        int down = (images.size() + columns - 1) / columns;
        int sheetWidth = across * (width + GAP) + GAP;
        int sheetHeight = down * (height + GAP) + GAP;
        byte[] sheet = new byte[3 * Math.multiplyExact(sheetWidth, sheetHeight)];
        Arrays.fill(sheet, (byte) GREY);
        for (int i = 0; i < images.size(); i++) {
            byte[] rgb = images.get(i).rgb();
            int top = i / columns * (height + GAP) + GAP;
            int left = i % columns * (width + GAP) + GAP;
            for (int row = 0; row < height; row++) {
                System.arraycopy(rgb, 3 * row * width, sheet, 3 * ((top + row) * sheetWidth + left), 3 * width);
            }
        }
        return Image.of(sheetWidth, sheetHeight, sheet);
    }
}
