package io.github.fttp.core.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.image.Image;
import org.junit.jupiter.api.Test;

class MaskOverlayTest {
    private final Image gray = Image.filled(8, 4, 100, 100, 100);

    @Test
    void tintsWhatIsCoveredAndNothingElse() {
        boolean[] values = new boolean[32];
        values[9] = true;
        Image drawn = MaskOverlay.draw(gray, PixelMask.of(8, 4, values));
        // 0.6 * 100 + 0.4 * (255, 0, 64)
        assertThat(new int[] {drawn.sample(1, 1, 0), drawn.sample(1, 1, 1), drawn.sample(1, 1, 2)})
                .containsExactly(162, 60, 86);
        assertThat(drawn.sample(1, 2, 0)).isEqualTo(100);
    }

    @Test
    void drawsTheBordersOfCellsBrightWhereTheyCarryTheConcept() {
        Image drawn = MaskOverlay.draw(gray, PixelMask.empty(8, 4), LatentMask.of(1, 2, 0, 1));
        assertThat(drawn.sample(2, 0, 0)).isEqualTo(75); // 0.75 * 100
        assertThat(drawn.sample(2, 4, 0)).isEqualTo(178); // 0.5 * 100 + 0.5 * 255
        assertThat(drawn.sample(2, 1, 0)).isEqualTo(100);
        assertThat(drawn.sample(2, 5, 0)).isEqualTo(100);
    }

    @Test
    void leavesOutBordersWhereCellsAreNothingElse() {
        PixelMask empty = PixelMask.empty(8, 4);
        assertThat(MaskOverlay.draw(gray, empty, LatentMask.of(PixelMask.empty(4, 4))))
                .isEqualTo(gray);
    }

    @Test
    void tintsCellsThatCountForNeitherSide() {
        LatentMask cells =
                LatentMask.of(PixelMask.empty(2, 1)).without(PixelMask.of(2, 1, new boolean[] {false, true}));
        Image drawn = MaskOverlay.draw(gray, PixelMask.empty(8, 4), cells);
        assertThat(drawn.sample(2, 1, 2)).isEqualTo(100);
        assertThat(drawn.sample(2, 5, 2)).isEqualTo(162); // 0.6 * 100 + 0.4 * 255
    }

    @Test
    void refusesAMaskOfAnotherSize() {
        assertThatThrownBy(() -> MaskOverlay.draw(gray, PixelMask.empty(4, 8)))
                .hasMessage("PixelMask[4 x 8, 0 covered] does not fit Image[8 x 4]");
    }
}
