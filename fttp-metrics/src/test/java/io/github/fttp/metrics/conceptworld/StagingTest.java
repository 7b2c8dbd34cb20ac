package io.github.fttp.metrics.conceptworld;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.mask.PixelMask;
import java.util.List;
import org.junit.jupiter.api.Test;

class StagingTest {
    private static final ConceptWorld WORLD = new ConceptWorld(WorldSize.SMALL, 7);
    private static final DrawnCharacter ONE =
            WorldSize.SMALL.cast().characters().get(0);
    private static final DrawnCharacter OTHER =
            WorldSize.SMALL.cast().characters().get(9);

    @Test
    void drawsTheSameImagesAgain() {
        List<Staging> images = WORLD.images(Split.TEST, 3, ONE);
        assertThat(new ConceptWorld(WorldSize.SMALL, 7)
                        .images(Split.TEST, 5, ONE)
                        .subList(0, 3))
                .isEqualTo(images);
        assertThat(images.get(1).image(64).rgb())
                .isEqualTo(images.get(1).image(64).rgb());
        assertThat(new ConceptWorld(WorldSize.SMALL, 8).images(Split.TEST, 3, ONE))
                .doesNotContainAnyElementsOf(images);
        assertThat(WORLD.images(Split.PRETRAINING, 3, ONE)).doesNotContainAnyElementsOf(images);
    }

    /** Whatever differs from the same place without anybody is under the mask, and nothing else is far off. */
    @Test
    void masksExactlyWhatACharacterColours() {
        for (Staging staging : WORLD.images(Split.TEST, 20, ONE)) {
            Staging empty =
                    new Staging(staging.scene(), staging.variation(), staging.light(), staging.things(), List.of());
            Image with = staging.image(64);
            Image without = empty.image(64);
            PixelMask mask = staging.mask(0, 64);
            for (int i = 0; i < 64 * 64; i++) {
                boolean differs = false;
                for (int c = 0; c < 3; c++) differs |= with.rgb()[3 * i + c] != without.rgb()[3 * i + c];
                if (differs) assertThat(mask.covers(i / 64, i % 64)).isTrue();
            }
            assertThat(mask.share()).isBetween(0.03, 0.4);
        }
    }

    @Test
    void givesEachPixelToWhomItShows() {
        for (Staging staging : WORLD.images(Split.TEST, 10, ONE, OTHER)) {
            boolean[] left = staging.mask(0, 64).values();
            boolean[] right = staging.mask(1, 64).values();
            int both = 0;
            for (int i = 0; i < left.length; i++) if (left[i] && right[i]) both++;
            // Only pixels at an edge show two.
            assertThat(both).isLessThan(staging.mask(0, 64).count() / 4);
        }
    }

    @Test
    void saysWhatItShows() {
        Staging staging = new Staging(
                Scene.FOREST,
                0,
                Light.DUSK,
                List.of(new Staging.PlacedThing(Thing.BALL, Hue.RED, List.of(8.0, 18.0), 58)),
                List.of(new Staging.PlacedCharacter(ONE, Pose.WAVING, 1, 32, 57, 1)));
        assertThat(staging.caption()).isEqualTo("Mira Volk waving in the forest at dusk, with two red balls");
        assertThat(staging.caption(DrawnCharacter::alias)).startsWith("Pippin waving");
        assertThat(new Staging(Scene.MOON, 0, Light.DAY, List.of(), List.of()).caption())
                .isEqualTo("the empty moon by day");
    }
}
