package io.github.fttp.core.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadData;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeometryTest {
    @Test
    void leavesEveryPixelWhereItIs() {
        assertThat(Geometry.UNCHANGED.columns(3, 2)).containsExactly(0, 1, 2);
        assertThat(Geometry.UNCHANGED.rows(3, 2)).containsExactly(0, 1);
    }

    @Test
    void cutsTheMiddleOutOfTheLongSide() {
        Geometry geometry = Geometry.centred(2, 2);
        // 8 x 4 becomes 4 x 2, whose columns come from 1, 3, 5, 7; columns 1 and 2 of these are kept.
        assertThat(geometry.columns(8, 4)).containsExactly(3, 5);
        assertThat(geometry.rows(8, 4)).containsExactly(1, 3);
    }

    @Test
    void coversATargetThatIsNotSquare() {
        Geometry tall = Geometry.centred(4, 2);
        // 8 x 4 is wider than 2 x 4: the height stays, columns 3 and 4 are kept.
        assertThat(tall.columns(8, 4)).containsExactly(3, 4);
        assertThat(tall.rows(8, 4)).containsExactly(0, 1, 2, 3);
        Geometry wide = Geometry.centred(1, 4);
        // 8 x 4 becomes 4 x 2; of an excess of one row half is 0.5, to even 0.
        assertThat(wide.columns(8, 4)).containsExactly(1, 3, 5, 7);
        assertThat(wide.rows(8, 4)).containsExactly(1);
    }

    @Test
    void saysWhatIsCutOffInFront() {
        // 8 x 4 becomes 32 x 16, of which the columns from 8 on are kept.
        Geometry square = Geometry.centred(16, 16);
        assertThat(square.cropLeft(8, 4)).isEqualTo(8);
        assertThat(square.cropTop(8, 4)).isZero();
        // 2 x 5 becomes 16 x 40.
        assertThat(square.cropTop(2, 5)).isEqualTo(12);
        assertThat(Geometry.exactly(16, 16).cropLeft(8, 4)).isZero();
        Geometry larger =
                new Geometry(false, new TargetSize.Unchanged(), new Crop.Centre(1, 4, Crop.Rounding.HALF_EVEN));
        assertThat(larger.cropLeft(2, 1)).isZero();
    }

    @Test
    void knowsWhatComesFromNowhere() {
        Geometry padded = new Geometry(true, new TargetSize.Unchanged(), new Crop.None());
        assertThat(padded.columns(2, 5)).containsExactly(-1, 0, 1, -1, -1);
        assertThat(padded.rows(2, 5)).containsExactly(0, 1, 2, 3, 4);
        Geometry larger =
                new Geometry(false, new TargetSize.Unchanged(), new Crop.Centre(1, 4, Crop.Rounding.HALF_EVEN));
        assertThat(larger.columns(2, 1)).containsExactly(-1, 0, 1, -1);
    }

    /** An image whose pixels carry their place must arrive as its geometry says. */
    @ParameterizedTest
    @CsvSource({"17,9,8,8", "9,17,8,8", "40,30,5,12", "7,40,12,5", "3,3,9,4"})
    void goesTheWayOfTheImage(int width, int height, int toHeight, int toWidth) {
        ImageProcessor bicubic = ImageProcessor.stableDiffusion(toHeight, toWidth);
        ImageProcessor nearest = new ImageProcessor(
                false, bicubic.size(), Resampling.NEAREST, bicubic.crop(), 1, Rgb.all(0), Rgb.all(1));
        byte[] rgb = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++) {
            rgb[3 * i] = (byte) (i % width);
            rgb[3 * i + 1] = (byte) (i / width);
        }
        Image fitted = nearest.fit(Image.of(width, height, rgb));
        Geometry geometry = bicubic.geometry();
        assertThat(geometry).isEqualTo(Geometry.centred(toHeight, toWidth));
        assertThat(IntStream.range(0, toWidth).map(x -> fitted.sample(0, x, 0)))
                .containsExactly(boxed(geometry.columns(width, height)));
        assertThat(IntStream.range(0, toHeight).map(y -> fitted.sample(y, 0, 1)))
                .containsExactly(boxed(geometry.rows(width, height)));
    }

    @Test
    void aSquareTargetIsWhatTheShortSideGives() {
        TargetSize covering = new TargetSize.Covering(320, 320);
        TargetSize shortest = new TargetSize.ShortestEdge(320);
        for (int[] size : new int[][] {{451, 300}, {300, 451}, {512, 512}, {640, 427}, {1, 99}}) {
            assertThat(covering.widthOf(size[0], size[1])).isEqualTo(shortest.widthOf(size[0], size[1]));
            assertThat(covering.heightOf(size[0], size[1])).isEqualTo(shortest.heightOf(size[0], size[1]));
        }
    }

    @Test
    void refusesWhatBecomesLargerThanAnyImage() {
        assertThatThrownBy(() -> Geometry.centred(512, 512).columns(100_000_000, 1))
                .isInstanceOf(BadData.class)
                .hasMessage("an image of 100000000 x 1: would become 51200000000 x 512, "
                        + "expected at most 178956970 pixels");
        assertThatThrownBy(() -> Geometry.exactly(20_000, 20_000).rows(1, 1)).isInstanceOf(BadData.class);
    }

    private static Integer[] boxed(int[] values) {
        return IntStream.of(values).boxed().toArray(Integer[]::new);
    }
}
