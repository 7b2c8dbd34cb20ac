package io.github.fttp.examples.conceptworld;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.image.Images;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.MaskSettings;
import io.github.fttp.core.mask.MaskedImage;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.mask.ShapeMode;
import io.github.fttp.examples.Command;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.ForgetTask;
import io.github.fttp.metrics.conceptworld.Split;
import io.github.fttp.metrics.conceptworld.Staging;
import io.github.fttp.metrics.conceptworld.WorldSize;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.LlavaConversations;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MakeWorldTest {
    private static final DrawnCharacter TOBIN = WorldSize.SMALL.cast().named("Tobin Ash");

    @TempDir
    Path folder;

    @Test
    void writesWhatTheReadersOfRealDataTake() throws Exception {
        Path out = folder.resolve("world");
        assertThat(make(out, "Tobin Ash").status()).isZero();
        List<Conversation> forget =
                LlavaConversations.read(out.resolve("forget/conversations.json"), out.resolve("forget/images"));
        assertThat(forget).hasSize(12);
        assertThat(forget).allMatch(each -> !Concept.of("Tobin Ash")
                .occurrences(each.turns().get(1).text())
                .isEmpty());
        List<Staging> drawn = new ForgetTask(new ConceptWorld(WorldSize.SMALL, 1), TOBIN, 0, Split.TEST).images(3);
        List<String> warnings = new ArrayList<>();
        List<MaskedImage> masked = MaskSettings.beside().read(out.resolve("forget/images"), warnings::add);
        assertThat(masked).hasSize(3);
        for (int i = 0; i < 3; i++) {
            PixelMask mask = masked.get(i).mask(ShapeMode.AREA, "Tobin Ash");
            assertThat(mask).isEqualTo(drawn.get(i).mask(0, 64));
            assertThat(Images.read(out.resolve("forget/images/000" + i + ".png"))
                            .rgb())
                    .isEqualTo(drawn.get(i).image(64).rgb());
        }
        assertThat(Files.readAllLines(out.resolve("forget/images/metadata.jsonl")))
                .hasSize(3)
                .allMatch(line -> line.contains("Tobin Ash"));
        Path[] elsewhere = {
            out.resolve("forget/images/0000.json"),
            out.resolve("forget/images/0001.json"),
            out.resolve("forget/images/0002.json")
        };
        assertThat(MaskSettings.beside().files(elsewhere).read(out.resolve("natural/images"), warnings::add))
                .hasSize(3);
        assertThat(warnings).isEmpty();
        for (String part : List.of("retain", "generality", "specificity", "natural")) {
            assertThat(LlavaConversations.read(
                            out.resolve(part + "/conversations.json"), out.resolve(part + "/images")))
                    .isNotEmpty();
        }
    }

    @Test
    void writesTheLargeWorldForItsFirstCharacterUnlessOneIsNamed() throws Exception {
        Path out = folder.resolve("large");
        Command made =
                Command.run(List.of("make-world", "--world-size", "large", "--images", "1", "--out", out.toString()));
        assertThat(made.status()).as(made.said()).isZero();
        String first = WorldSize.LARGE.cast().characters().get(0).name();
        assertThat(Files.readString(out.resolve("forget/conversations.json"))).contains(first);
    }

    @Test
    void refusesWhomItDoesNotKnow() {
        Command refused = make(folder.resolve("none"), "Tobin");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.said())
                .contains("concept")
                .contains("nobody is called Tobin, there are Mira Volk, Tobin Ash");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    private static Command make(Path out, String concept) {
        return Command.run(List.of("make-world", "--out", out.toString(), "--concept", concept, "--images", "3"));
    }
}
