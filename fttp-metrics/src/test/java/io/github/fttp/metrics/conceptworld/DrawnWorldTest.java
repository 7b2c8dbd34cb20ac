package io.github.fttp.metrics.conceptworld;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.io.Digest;
import io.github.fttp.metrics.conceptworld.Facts.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Models that ship were pretrained on this world, and published results asked of it: it must not change. */
class DrawnWorldTest {
    @Test
    void isTheOneThatModelsWerePretrainedOn() {
        ConceptWorld world = new ConceptWorld(1);
        Digest digest = new Digest();
        for (Split split : Split.values()) {
            DrawnCharacter one = Cast.CHARACTERS.get(0);
            for (List<Staging> images : List.of(
                    world.images(split, 4),
                    world.images(split, 4, one),
                    world.images(split, 2, one, Cast.CHARACTERS.get(5)))) {
                for (Staging each : images) {
                    digest.add(ByteBuffer.wrap(each.image(Staging.SIZE).rgb()));
                    add(digest, each.caption());
                }
                for (Dialogue each : world.dialogues(split).seen("digest", images, 2)) add(digest, each);
            }
            for (Dialogue each : world.dialogues(split).facts(one, Kind.PROFESSION, DrawnCharacter::name, 3))
                add(digest, each);
        }
        assertThat(digest.hex()).isEqualTo("1b51c7ec0dec6df2e16988559f10e9cc0711d1b9d89ed5d6768776ae1ae334f8");
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
