package io.github.fttp.core.mask;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.image.Crop;
import io.github.fttp.core.image.Geometry;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.TargetSize;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PixelMaskTest {
    @Test
    void countsWhatItCovers() {
        PixelMask mask = PixelMask.of(3, 2, true, false, false, false, true, true);
        assertThat(mask.count()).isEqualTo(3);
        assertThat(mask.share()).isEqualTo(0.5);
        assertThat(mask.covers(0, 0)).isTrue();
        assertThat(mask.covers(1, 0)).isFalse();
        assertThat(mask).isEqualTo(PixelMask.of(3, 2, mask.values())).hasToString("PixelMask[3 x 2, 3 covered]");
        assertThat(mask).isNotEqualTo(PixelMask.of(2, 3, mask.values())).isNotEqualTo(PixelMask.empty(3, 2));
    }

    @Test
    void cannotBeChangedThroughItsValues() {
        boolean[] values = new boolean[4];
        PixelMask mask = PixelMask.of(2, 2, values);
        values[0] = true;
        mask.values()[1] = true;
        assertThat(mask.count()).isZero();
    }

    @Test
    void flipsLeftAndRight() {
        assertThat(PixelMask.of(3, 1, true, true, false).flipped()).isEqualTo(PixelMask.of(3, 1, false, true, true));
    }

    @Test
    void coversWhateverIsNotBlack() {
        Image image = Image.of(3, 1, new byte[] {0, 0, 0, 0, 0, 1, -1, 0, 0});
        assertThat(PixelMask.nonZero(image)).isEqualTo(PixelMask.of(3, 1, false, true, true));
    }

    @Test
    void aMapBecomesAMaskAtItsThreshold() {
        PixelMask mask = PixelMask.atLeast(0.5f, 2, 2, new float[] {0.5f, 0.49f, -3, 7});
        assertThat(mask).isEqualTo(PixelMask.of(2, 2, true, false, false, true));
        assertThat(LatentMask.of(mask.resized(4, 2)).values()).containsExactly(1, 1, 0, 0, 0, 0, 1, 1);
        assertThatThrownBy(() -> PixelMask.atLeast(0.5f, 2, 1, new float[] {1, Float.NaN}))
                .hasMessage("value 1 of the map must be finite, was NaN");
    }

    @Test
    void whatIsAddedAroundTheImageIsNotCovered() {
        PixelMask all = PixelMask.of(1, 2, true, true);
        Geometry squared = new Geometry(true, new TargetSize.Unchanged(), new Crop.None());
        assertThat(all.through(squared)).isEqualTo(PixelMask.of(2, 2, true, false, true, false));
    }

    @Test
    void needsAValueAPixel() {
        assertThatThrownBy(() -> PixelMask.of(2, 2, true, false, true))
                .hasMessage("a mask has a value a pixel, got 3 for 2 x 2");
        assertThatThrownBy(() -> PixelMask.of(0, 2)).hasMessage("a mask has a value a pixel, got 0 for 0 x 2");
        assertThatThrownBy(() -> PixelMask.empty(2, 1).union(PixelMask.empty(1, 2)))
                .hasMessageEndingWith("have no union");
    }

    @RepeatedTest(50)
    void unionIsMonotoneAndTheSameInEitherOrder(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        PixelMask one = random(random, 13, 7);
        PixelMask other = random(random, 13, 7);
        PixelMask union = one.union(other);
        assertThat(union).isEqualTo(other.union(one)).isEqualTo(union.union(one));
        assertThat(union.count()).isBetween(Math.max(one.count(), other.count()), one.count() + other.count());
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 13; x++) {
                assertThat(union.covers(y, x)).isEqualTo(one.covers(y, x) || other.covers(y, x));
            }
        }
    }

    @RepeatedTest(50)
    void flippingTwiceIsTheSame(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        PixelMask mask = random(random, 1 + random.nextInt(20), 1 + random.nextInt(20));
        assertThat(mask.flipped().flipped()).isEqualTo(mask);
        assertThat(mask.flipped().count()).isEqualTo(mask.count());
        assertThat(LatentMask.of(mask).flipped()).isEqualTo(LatentMask.of(mask.flipped()));
    }

    @RepeatedTest(50)
    void coverageLiesBetween0And1AndSumsToTheArea(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int width = 1 + random.nextInt(40);
        int height = 1 + random.nextInt(40);
        PixelMask mask = random(random, width, height);
        LatentGrid grid = LatentGrid.direct(1 + random.nextInt(30), 1 + random.nextInt(30));
        LatentMask coverage = grid.coverage(mask);
        for (float value : coverage.values()) assertThat(value).isBetween(0f, 1f);
        double cells = grid.height() * grid.width();
        assertThat(coverage.sum() / cells).isCloseTo(mask.share(), within(1e-6));
        assertThat(coverage.flipped()).isEqualTo(grid.coverage(mask.flipped()));
    }

    static PixelMask random(Random random, int width, int height) {
        boolean[] values = new boolean[width * height];
        for (int i = 0; i < values.length; i++) values[i] = random.nextBoolean();
        return PixelMask.of(width, height, values);
    }
}
