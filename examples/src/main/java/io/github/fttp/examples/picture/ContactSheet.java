package io.github.fttp.examples.picture;

import io.github.fttp.core.image.Picture;
import java.util.Arrays;
import java.util.List;

/** Pictures of one size side by side. */
public final class ContactSheet {
    private static final int GAP = 4;
    private static final int GREY = 200;

    private ContactSheet() {}

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
