package io.github.fttp.mllm.conceptworld;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Dialogue;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.WorldSize;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds what a LLaVA of the large world is pretrained with. */
class CurriculumTest {
    private static final Curriculum LARGE = new Curriculum(new ConceptWorld(WorldSize.LARGE, 1));
    private static final List<Dialogue> DIALOGUES = LARGE.dialogues(1);

    @TempDir
    Path folder;

    @Test
    void namesAreOfSeveralTokensOfAVocabularyOfThousands() {
        LlavaPretraining usual = LlavaPretraining.of(WorldSize.LARGE);
        Path file = folder.resolve("tokenizer.json");
        Json.write(file, usual.words(DIALOGUES));
        try (Tokenizer tokenizer = Tokenizer.load(file)) {
            assertThat(tokenizer.size()).isBetween(2000, 5000);
            List<DrawnCharacter> characters = WorldSize.LARGE.cast().characters();
            int[] lengths = new int[characters.size()];
            for (int i = 0; i < lengths.length; i++) {
                String name = characters.get(i).name();
                int[] ids = tokenizer.encode(name).ids();
                lengths[i] = ids.length;
                assertThat(ids).as(name).hasSizeBetween(3, 10);
                assertThat(tokenizer.decode(ids).strip()).isEqualTo(name);
            }
            assertThat(Arrays.stream(lengths).average().orElseThrow()).isBetween(4.0, 7.0);
            // The words of sentences are tokens.
            assertThat(tokenizer.encode("who is in the picture").ids()).hasSize(5);
        }
    }

    @Test
    void everyOtherCaptionSaysLooksFirst() {
        List<Dialogue> captions = LARGE.captions(DIALOGUES.subList(0, 2));
        assertThat(text(captions.get(0))).startsWith(shown(captions.get(0)).name());
        assertThat(text(captions.get(1)))
                .startsWith("a round red figure with white checks, nothing on its head and no more, "
                        + shown(captions.get(1)).name());
    }

    @Test
    void nothingThatValidatesIsPretrained() {
        List<Dialogue> validation = LARGE.validation();
        assertThat(validation).hasSize(200);
        List<String> pretrained = DIALOGUES.stream()
                .flatMap(each -> each.images().stream())
                .map(image -> image.caption())
                .toList();
        assertThat(validation)
                .noneMatch(each -> pretrained.contains(each.images().get(0).caption()));
    }

    private static String text(Dialogue caption) {
        return caption.exchanges().get(0).answer().text();
    }

    private static DrawnCharacter shown(Dialogue dialogue) {
        return dialogue.images().get(0).characters().get(0).character();
    }
}
