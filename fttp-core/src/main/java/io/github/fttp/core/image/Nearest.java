package io.github.fttp.core.image;

/** Resizing by picking pixels. */
final class Nearest {
    private Nearest() {}

    static Image resize(Image image, Window window) {
        int[] columns = places(image.width(), window.width(), window.left(), window.columns());
        int[] rows = places(image.height(), window.height(), window.top(), window.rows());
        byte[] from = image.samples();
        byte[] to = new byte[3 * Math.multiplyExact(window.columns(), window.rows())];
        int o = 0;
        for (int row : rows) {
            for (int column : columns) {
                System.arraycopy(from, 3 * (row * image.width() + column), to, o, 3);
                o += 3;
            }
        }
        return new Image(window.columns(), window.rows(), to);
    }

    /**
     * Where the {@code n} pixels from {@code start}, of {@code to}, come from. The place is accumulated as Pillow does,
     * which rounds otherwise than {@code (i + 0.5) from / to}: 512 to 40 differs in one column.
     */
    static int[] places(int from, long to, long start, int n) {
        int[] places = new int[n];
        double scale = (double) from / to;
        double place = scale * 0.5;
        for (long i = 0; i < start + n; i++) {
            if (i >= start) {
                places[(int) (i - start)] = Math.min(from - 1, (int) place);
            }
            place += scale;
        }
        return places;
    }
}
