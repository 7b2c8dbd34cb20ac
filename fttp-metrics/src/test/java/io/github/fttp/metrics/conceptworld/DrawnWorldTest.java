package io.github.fttp.metrics.conceptworld;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.io.Digest;
import io.github.fttp.metrics.conceptworld.Facts.Kind;
import io.github.fttp.metrics.conceptworld.Staging.PlacedCharacter;
import io.github.fttp.metrics.conceptworld.Staging.PlacedThing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Models that ship were pretrained on this world, and published results asked of it: it must not change. */
class DrawnWorldTest {
    @Test
    void isTheOneThatModelsWerePretrainedOn() {
        ConceptWorld world = new ConceptWorld(WorldSize.SMALL, 1);
        Digest digest = new Digest();
        for (Split split : Split.values()) {
            DrawnCharacter one = WorldSize.SMALL.cast().characters().get(0);
            for (List<Staging> images : List.of(
                    world.images(split, 4),
                    world.images(split, 4, one),
                    world.images(
                            split, 2, one, WorldSize.SMALL.cast().characters().get(5)))) {
                for (Staging each : images) {
                    digest.add(places(each));
                    add(digest, each.caption());
                }
                for (Dialogue each : world.dialogues(split).seen("digest", images, 2)) add(digest, each);
            }
            for (Dialogue each : world.dialogues(split).facts(one, Kind.PROFESSION, DrawnCharacter::name, 3))
                add(digest, each);
        }
        assertThat(digest.hex()).isEqualTo("24235eab8c69591ea7037320848c1e7729f46d3bfe9c513c5e4f1fa531b1a188");
    }

    /** Where everything stands; the pixels that come of it differ in their last bits between JDKs. */
    private static float[] places(Staging staging) {
        List<Double> places = new ArrayList<>(List.of(staging.variation()));
        for (PlacedThing each : staging.things()) {
            places.addAll(each.middles());
            places.add(each.foot());
        }
        for (PlacedCharacter each : staging.characters()) {
            places.addAll(List.of((double) each.facing(), each.middle(), each.foot(), each.scale()));
        }
        float[] values = new float[places.size()];
        for (int i = 0; i < values.length; i++) values[i] = places.get(i).floatValue();
        return values;
    }

    private static void add(Digest digest, Dialogue dialogue) {
        for (Exchange each : dialogue.exchanges()) {
            add(digest, each.question().text());
            add(digest, each.answer().text());
        }
    }

    private static void add(Digest digest, String text) {
        digest.add(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
