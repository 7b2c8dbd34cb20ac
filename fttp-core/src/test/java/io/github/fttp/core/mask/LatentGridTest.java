package io.github.fttp.core.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.image.Geometry;
import io.github.fttp.core.io.BadData;
import org.junit.jupiter.api.Test;

class LatentGridTest {
    /** The left half of 8 x 4. */
    private final PixelMask left = half();

    @Test
    void directDividesTheImageAsItIs() {
        assertThat(LatentGrid.direct(1, 4).nearest(left).values()).containsExactly(1, 1, 0, 0);
    }

    @Test
    void alignedDividesWhatTheGeometryLeavesOfIt() {
        // Columns 2 to 5 are left, of which 2 and 3 are covered.
        LatentGrid grid = LatentGrid.aligned(Geometry.centred(4, 4), 2, 4);
        assertThat(grid.nearest(left).values()).containsExactly(1, 1, 0, 0, 1, 1, 0, 0);
        assertThat(LatentGrid.aligned(Geometry.centred(4, 4), 2, 2)
                        .coverage(left)
                        .values())
                .containsExactly(1, 0, 1, 0);
    }

    @Test
    void coverageSplitsAPixelThatLiesInTwoCells() {
        // Cells of 8/3 columns: 2 2/3 of the covered 4 lie in the first, 1 1/3 in the second.
        assertThat(LatentGrid.direct(1, 3).coverage(left).values()).containsExactly(1, 0.5f, 0);
        // Cells of half a row and a third of a column.
        PixelMask two = PixelMask.of(2, 1, true, false);
        assertThat(LatentGrid.direct(2, 6).coverage(two).values()).containsExactly(1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0);
    }

    @Test
    void aLatentHasASize() {
        assertThatThrownBy(() -> LatentGrid.direct(0, 4)).hasMessage("height of the latent must be at least 1, was 0");
        assertThatThrownBy(() -> LatentGrid.direct(4, 1_000_000))
                .hasMessage("a latent of 4 x 1000000 is not supported, height and width are at most 16384");
    }

    @Test
    void latentValuesAreShares() {
        assertThatThrownBy(() -> LatentMask.of(1, 2, 0, 1.5f)).hasMessage("mask value 1 must be in [0, 1], was 1.5");
        assertThatThrownBy(() -> LatentMask.of(1, 2, Float.NaN, 0))
                .hasMessage("mask value 0 must be in [0, 1], was NaN");
        assertThatThrownBy(() -> LatentMask.of(1, 2, 0))
                .hasMessage("a latent mask has a value a cell, got 1 for 1 x 2 (height x width)");
        LatentMask mask = LatentMask.of(1, 3, 0, 0.25f, 1);
        assertThat(mask.covered()).isEqualTo(2);
        assertThat(mask.sum()).isEqualTo(1.25);
        assertThat(mask.flipped()).isEqualTo(LatentMask.of(1, 3, 1, 0.25f, 0));
    }

    @Test
    void masksThatAreTheSameEverywhereAreRefusedUnlessAllowed() {
        LatentMask nothing = LatentMask.of(PixelMask.empty(3, 2));
        LatentMask everything = LatentMask.of(1, 2, 1, 1);
        LatentMask something = LatentMask.of(1, 2, 0, 0.5f);
        assertThatThrownBy(() -> UniformMasks.REFUSED.check("cup.json", nothing))
                .isInstanceOf(BadData.class)
                .hasMessage("cup.json: its mask covers none of the 2 x 3 latent cells, "
                        + "so nothing of it would be forgotten");
        assertThatThrownBy(() -> UniformMasks.REFUSED.check("cup.json", everything))
                .isInstanceOf(BadData.class)
                .hasMessage("cup.json: its mask covers all of the 1 x 2 latent cells, so nothing of it would be kept");
        assertThat(UniformMasks.REFUSED.check("cup.json", something)).isSameAs(something);
        assertThat(UniformMasks.ALLOWED.check("cup.json", nothing)).isSameAs(nothing);
        assertThat(UniformMasks.ALLOWED.check("cup.json", everything)).isSameAs(everything);
    }

    private static PixelMask half() {
        boolean[] values = new boolean[32];
        for (int i = 0; i < values.length; i++) values[i] = i % 8 < 4;
        return PixelMask.of(8, 4, values);
    }

    @Test
    void ignoredCellsCountForNeitherSide() {
        LatentGrid grid = LatentGrid.direct(1, 2);
        PixelMask mask = PixelMask.of(4, 1, true, true, false, false);
        PixelMask ignored = PixelMask.of(4, 1, false, false, true, true);
        LatentMask cells = grid.nearest(mask).without(grid.centres(ignored));
        assertThat(cells.values()).containsExactly(1, 0);
        assertThat(cells.counts()).containsExactly(true, false);
        assertThat(cells.counted()).isEqualTo(1);
        assertThat(cells.flipped().counts()).containsExactly(false, true);
        assertThat(cells).isNotEqualTo(grid.nearest(mask));
        // All that counts is the concept.
        assertThatThrownBy(() -> UniformMasks.REFUSED.check("a.json", cells)).hasMessageContaining("covers all");
        LatentMask none = grid.nearest(mask).without(grid.centres(mask));
        assertThatThrownBy(() -> UniformMasks.REFUSED.check("a.json", none)).hasMessageContaining("covers none");
    }
}
