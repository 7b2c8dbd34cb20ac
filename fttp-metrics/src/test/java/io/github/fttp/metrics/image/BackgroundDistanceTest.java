package io.github.fttp.metrics.image;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.mask.PixelMask;
import org.junit.jupiter.api.Test;

class BackgroundDistanceTest {
    private static final Image BLACK = Image.of(2, 1, new byte[6]);

    @Test
    void looksOutsideTheMaskOnly() {
        Image other = Image.of(2, 1, new byte[] {51, 0, 0, (byte) 255, (byte) 255, (byte) 255});
        assertThat(BackgroundDistance.of(BLACK, other, PixelMask.of(2, 1, false, true)))
                .isCloseTo(0.2 / Math.sqrt(3), within(1e-12));
        assertThat(BackgroundDistance.of(BLACK, other, PixelMask.of(2, 1, true, false)))
                .isEqualTo(1);
        assertThat(BackgroundDistance.of(BLACK, BLACK, PixelMask.empty(2, 1))).isZero();
        assertThat(BackgroundDistance.of(BLACK, other, PixelMask.of(2, 1, true, true)))
                .isNaN();
    }

    @Test
    void refusesOtherSizes() {
        assertThatThrownBy(() -> BackgroundDistance.of(BLACK, BLACK, PixelMask.empty(1, 2)))
                .hasMessageContaining("mask of 1 x 2");
    }
}
