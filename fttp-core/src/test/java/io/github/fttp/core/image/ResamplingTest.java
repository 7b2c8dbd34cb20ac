package io.github.fttp.core.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ResamplingTest {
    @ParameterizedTest
    @EnumSource
    void keepsOneColour(Resampling resampling) {
        Image image = Image.filled(17, 63, 3, 128, 255);

        assertThat(resampling.resize(image, 40, 9)).isEqualTo(Image.filled(40, 9, 3, 128, 255));
    }

    @ParameterizedTest
    @EnumSource(names = {"LANCZOS", "BILINEAR", "BICUBIC", "HAMMING"})
    void commutesWithMirroring(Resampling resampling) {
        Image image = noise(33, 21);

        Image mirrored = resampling.resize(Exif.upright(image, 2), 14, 30);

        assertThat(Exif.upright(mirrored, 2)).isEqualTo(resampling.resize(image, 14, 30));
    }

    @ParameterizedTest
    @EnumSource
    void aWindowIsAPartOfTheWhole(Resampling resampling) {
        Image image = noise(29, 31);
        Image whole = resampling.resize(image, 50, 12);

        Image part = resampling.resize(image, new Window(50, 12, 7, 3, 20, 8));

        assertThat(part).isEqualTo(whole.window(7, 3, 20, 8, Rgb.all(0)));
    }

    /**
     * Halving four samples by the cubic with a = -0.5: it is widened to 8 samples, so the first result lies at 1.0 and
     * sees all four, at distances 0.25, 0.25, 0.75, 1.25 in its own units.
     *
     * <p>Weights: w(0.25) = 1.5/64 - 2.5/16 + 1 = 0.8671875, w(0.75) = 1.5 * 0.421875 - 2.5 * 0.5625 + 1 = 0.2265625,
     * w(1.25) = -0.5 * (1.953125 - 5 * 1.5625 + 8 * 1.25 - 4) = -0.0703125, together 1.890625. Of 0, 100, 200, 40 that
     * is (86.71875 + 45.3125 - 2.8125) / 1.890625 = 68.35, and from the right (0.8671875 (40 + 200) + 22.65625) /
     * 1.890625 = 122.07.
     */
    @Test
    void bicubicWidensWhenItShrinks() {
        assertThat(Resampling.BICUBIC.resize(gray(4, 1, 0, 100, 200, 40), 2, 1)).isEqualTo(gray(2, 1, 68, 122));
    }

    /** Half the weight of a triangle 4 samples wide: 0.75 and 0.25 left of its centre and right, over 1.75 at the edge. */
    @Test
    void bilinearWidensWhenItShrinks() {
        // at 1.0: distances 0.25 0.25 0.75 -> weights 0.75 0.75 0.25: (75 + 50) / 1.75 = 71.4; (30 + 150 + 25) / 1.75
        assertThat(Resampling.BILINEAR.resize(gray(4, 1, 0, 100, 200, 40), 2, 1))
                .isEqualTo(gray(2, 1, 71, 117));
    }

    @Test
    void boxAverages() {
        assertThat(Resampling.BOX.resize(gray(4, 2, 0, 10, 20, 40, 2, 12, 22, 42), 2, 1))
                .isEqualTo(gray(2, 1, 6, 31));
    }

    // Enlarging 0, 100 to four bicubically: places -0.25, 0.25, 0.75, 1.25 in units of the source; at -0.25 the weights
    // 0.8671875 (0) and -0.0703125 (100) give -8.8, cut to 0; at 0.25: 22.65625 / (0.8671875 + 0.2265625) = 20.7.
    @Test
    void bicubicOvershootsAreCut() {
        assertThat(Resampling.BICUBIC.resize(gray(2, 1, 0, 100), 4, 1)).isEqualTo(gray(4, 1, 0, 21, 79, 109));
    }

    @ParameterizedTest
    @CsvSource({"4, 2, '1, 3'", "3, 5, '0, 0, 1, 2, 2'", "1, 3, '0, 0, 0'"})
    void nearestTakesThePixelInTheMiddle(int from, int to, String expected) {
        String places = Arrays.toString(Nearest.places(from, to, 0, to));

        assertThat(places).isEqualTo("[" + expected + "]");
    }

    /** The one column where accumulating differs from {@code floor((i + 0.5) 512 / 40)}, as Pillow does it. */
    @Test
    void nearestAccumulatesItsPlaces() {
        int[] places = Nearest.places(512, 40, 0, 40);

        int different = 0;
        for (int i = 0; i < 40; i++) {
            different += places[i] == (int) ((i + 0.5) * 512 / 40) ? 0 : 1;
        }
        assertThat(different).isEqualTo(1);
    }

    private static Image gray(int width, int height, int... levels) {
        byte[] rgb = new byte[3 * levels.length];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) levels[i / 3];
        }
        return Image.of(width, height, rgb);
    }

    private static Image noise(int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        new Random(7).nextBytes(rgb);
        return Image.of(width, height, rgb);
    }
}
