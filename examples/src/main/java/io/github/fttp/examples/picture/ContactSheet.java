package io.github.fttp.examples.picture;

import io.github.fttp.core.image.Picture;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Pictures of one size side by side. */
public final class ContactSheet {
    private static final int GAP = 4;
    private static final int GREY = 200;

    private ContactSheet() {}

    /** Refuses a sheet that would be larger than any picture, before its pictures are made. */
    public static void require(long pictures, int columns, int width, int height) {
        double across = Math.min(columns, pictures) * (double) (width + GAP) + GAP;
        double down = Math.ceil((double) pictures / columns) * (height + GAP) + GAP;
        if (across * down <= Picture.MAX_PIXELS) return;
        throw new IllegalArgumentException(String.format(
                Locale.ROOT,
                "%d pictures of %d x %d make a sheet of %.0f x %.0f pixels, at most %d are supported: make fewer at a time",
                pictures,
                width,
                height,
                across,
                down,
                Picture.MAX_PIXELS));
    }

    /** @param pictures row by row, of one size, at least one; the last row may have fewer */
    public static Picture of(List<Picture> pictures, int columns) {
        int width = pictures.get(0).width();
        int height = pictures.get(0).height();
        int across = Math.min(columns, pictures.size());
        int down = (pictures.size() + columns - 1) / columns;
        int sheetWidth = across * (width + GAP) + GAP;
        int sheetHeight = down * (height + GAP) + GAP;
        byte[] sheet = new byte[3 * Math.multiplyExact(sheetWidth, sheetHeight)];
        Arrays.fill(sheet, (byte) GREY);
        for (int i = 0; i < pictures.size(); i++) {
            byte[] rgb = pictures.get(i).rgb();
            int top = i / columns * (height + GAP) + GAP;
            int left = i % columns * (width + GAP) + GAP;
            for (int row = 0; row < height; row++) {
                System.arraycopy(rgb, 3 * row * width, sheet, 3 * ((top + row) * sheetWidth + left), 3 * width);
            }
        }
        return Picture.of(sheetWidth, sheetHeight, sheet);
    }
}
