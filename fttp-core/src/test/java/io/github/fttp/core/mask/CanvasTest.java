package io.github.fttp.core.mask;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.mask.LabelmeShape.Point;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shapes small enough to be drawn by hand; what they are on photos, the reference masks say. */
class CanvasTest {
    private final Canvas canvas = new Canvas(6, 5);

    @Test
    void aRectangleHoldsBothCornersInAnyOrder() {
        canvas.rectangle(new Point(3.9, 1.2), new Point(1.5, 2.99));
        assertThat(drawn()).containsExactly("......", ".###..", ".###..", "......", "......");
    }

    @Test
    void coordinatesAreTruncatedTowardZero() {
        canvas.rectangle(new Point(-0.9, -0.9), new Point(0.9, 0.9));
        assertThat(drawn()).containsExactly("#.....", "......", "......", "......", "......");
    }

    @Test
    void whatLiesBesideTheImageIsClipped() {
        canvas.rectangle(new Point(4, -1e9), new Point(1e9, 1e9));
        assertThat(drawn()).containsOnly("....##");
        canvas.rectangle(new Point(-5, 0), new Point(-2, 4));
        canvas.rectangle(new Point(0, 5), new Point(5, 9));
        assertThat(drawn()).containsOnly("....##");
    }

    @Test
    void aPolygonHoldsItsEdges() {
        canvas.polygon(List.of(new Point(0, 0), new Point(4, 0), new Point(0, 4)));
        // The slanted edge is x = 4 - y.
        assertThat(drawn()).containsExactly("#####.", "####..", "###...", "##....", "#.....");
    }

    @Test
    void twoPointsMakeALineThatCoversBothPixelsWhereItLiesInTheMiddleBetweenThem() {
        canvas.polygon(List.of(new Point(0, 0), new Point(3, 2)));
        // x = 1.5 y: 0, 1.5, 3. At the upper end both edges meet, and the row reaches to the next one's 1.5.
        assertThat(drawn()).containsExactly("##....", ".##...", "...#..", "......", "......");
    }

    @Test
    void aPolygonThatCrossesItselfIsFilledEvenOdd() {
        canvas.polygon(List.of(new Point(0, 0), new Point(5, 0), new Point(0, 4), new Point(5, 4)));
        // Both diagonals meet at x = 2.5, y = 2; left and right of it is outside.
        assertThat(drawn().get(0)).isEqualTo("######");
        assertThat(drawn().get(2)).isEqualTo("..##..");
        assertThat(drawn().get(4)).isEqualTo("######");
    }

    @Test
    void aPolygonFarLargerThanTheImageCoversIt() {
        canvas.polygon(List.of(new Point(-1e9, -1e9), new Point(1e9, -1e9), new Point(1e9, 1e9), new Point(-1e9, 1e9)));
        assertThat(drawn()).containsOnly("######");
    }

    @Test
    void aCircleOfRadius2() {
        canvas.circle(new Point(2, 2), 2);
        // From (4, 0) in half pixels: (4, 2) is off by 64, (2, 2) by 128; then (2, 4) by 64, (4, 4) by 256.
        assertThat(drawn()).containsExactly(".###..", "#####.", "#####.", "#####.", ".###..");
    }

    @Test
    void aCircleOfOnePixelIsEmpty() {
        canvas.circle(new Point(2, 2), 0);
        assertThat(drawn()).containsOnly("......");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.3, 0.5, 1, 7.25, 40, 333.3})
    void aCircleIsWithinAPixelOfTheTrueOne(double radius) {
        int side = 700;
        Canvas large = new Canvas(side, side);
        large.circle(new Point(350, 350), radius);
        PixelMask mask = large.mask();
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                double distance = Math.hypot(x - 349.75, y - 349.75);
                if (mask.covers(y, x)) assertThat(distance).isLessThan(radius + 1.5);
                else assertThat(distance).isGreaterThan(radius - 1.5);
            }
        }
    }

    @Test
    void theLargestCircleEnds() {
        canvas.circle(new Point(0, 0), (Canvas.MAX_DIAMETER - 1) / 2.0);
        assertThat(drawn()).containsOnly("######");
    }

    private List<String> drawn() {
        PixelMask mask = canvas.mask();
        return IntStream.range(0, mask.height())
                .mapToObj(y -> IntStream.range(0, mask.width())
                        .mapToObj(x -> mask.covers(y, x) ? "#" : ".")
                        .collect(Collectors.joining()))
                .toList();
    }
}
