package io.github.fttp.mllm.llavanext;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.mllm.llavanext.Tiling.Size;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TilingTest {
    /** Values of the reference: canvas, features left of it, positions. */
    @ParameterizedTest
    @CsvSource({
        "300, 451, 336, 672, 24, 36, 1464",
        "400, 600, 672, 672, 32, 48, 2144",
        "427, 640, 672, 672, 32, 48, 2144",
        "201, 37, 336, 672, 24, 4, 696",
        "50, 333, 336, 672, 8, 48, 968",
        "97, 129, 336, 672, 24, 32, 1368",
        "336, 336, 336, 672, 24, 24, 1176",
        "1000, 1000, 672, 672, 48, 48, 2928",
        "337, 672, 672, 672, 24, 48, 1752",
        "500, 1501, 336, 1008, 24, 72, 2328",
        "2000, 665, 1008, 336, 72, 24, 2376",
        "23, 24, 336, 672, 24, 26, 1224",
    })
    void choosesAndCutsTheCanvasAsTheReference(
            int height, int width, int canvasHeight, int canvasWidth, int rows, int columns, int positions) {
        List<Size> released = List.of(
                new Size(336, 672), new Size(672, 336), new Size(672, 672), new Size(1008, 336), new Size(336, 1008));
        Tiling tiling = new Tiling(released, 336, 24);
        Size image = new Size(height, width);
        assertThat(tiling.canvas(image)).isEqualTo(new Size(canvasHeight, canvasWidth));
        assertThat(tiling.unpadded(image)).isEqualTo(new Size(rows, columns));
        assertThat(tiling.positions(image)).isEqualTo(positions);
    }

    /** By hand: a canvas of one row of two tiles of 2 x 2 features, of which a square image leaves the middle two columns. */
    @Test
    void featuresStandRowByRowAcrossTilesEachRowWithItsEnd() {
        Tiling tiling = new Tiling(List.of(new Size(4, 8)), 4, 2);
        int first = 100; // of the image as a whole: 100 to 103; left tile 104 to 107, right tile 108 to 111
        assertThat(tiling.order(new Size(9, 9), first, 7))
                .containsExactly(100, 101, 102, 103, 105, 108, 7, 107, 110, 7);
    }

    /** Of one pixel by a thousand no row of features is left: only the whole stands in the text. */
    @Test
    void anImageThatIsAllPaddingHasNoRows() {
        Tiling tiling = new Tiling(List.of(new Size(28, 56)), 28, 4);
        assertThat(tiling.unpadded(new Size(1, 1000))).isEqualTo(new Size(0, 8));
        assertThat(tiling.positions(new Size(1, 1000))).isEqualTo(16);
    }
}
