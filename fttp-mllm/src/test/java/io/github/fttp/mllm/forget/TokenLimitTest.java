package io.github.fttp.mllm.forget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.text.TextSpan;
import io.github.fttp.mllm.data.EncodedSample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a cut loses is refused or said. */
class TokenLimitTest {
    private static final int IMAGE = 7;
    private static final Concept MIRA = Concept.of("Mira Volk");

    private final List<String> warnings = new ArrayList<>();

    @Test
    void shortSamplesStayWithoutAWord() {
        List<EncodedSample> samples = List.of(sample("a", 6, 3, 5));
        assertThat(limit(6).forget(samples, MIRA, false)).isEqualTo(samples);
        assertThat(warnings).isEmpty();
    }

    @Test
    void aConceptBehindTheCutIsRefused() {
        List<EncodedSample> samples = List.of(sample("a", 6, 3), sample("b", 6, 5));
        assertThatThrownBy(() -> limit(4).forget(samples, MIRA, false))
                .isInstanceOf(BadData.class)
                .hasMessage(
                        "concept \"Mira Volk\": occurs only behind the 4 tokens of a sample that were allowed, in these: \"b\";"
                                + " allow more tokens, or allow samples without the concept");
    }

    @Test
    void aConceptThatIsLeftInNoSampleIsRefusedWhateverIsAllowed() {
        List<EncodedSample> samples = List.of(sample("a", 6, 4), sample("b", 6, 5));
        assertThatThrownBy(() -> limit(4).forget(samples, MIRA, true))
                .isInstanceOf(BadData.class)
                .hasMessageEndingWith("in these: \"a\", \"b\"; allow more tokens");
        List<EncodedSample> none = List.of(sample("a", 6));
        assertThatThrownBy(() -> limit(9).forget(none, MIRA, true))
                .hasMessage("concept \"Mira Volk\": occurs in no answer of the 1 samples that are trained on");
    }

    @Test
    void mentionsThatAreLostAreCounted() {
        List<EncodedSample> samples = List.of(sample("a", 6, 3, 5), sample("b", 3, 2));
        assertThat(limit(4).forget(samples, MIRA, false))
                .extracting(EncodedSample::conceptTokens)
                .containsExactly(1, 1);
        assertThat(warnings)
                .containsExactly(
                        "1 of 2 samples to forget have more than 4 tokens and are cut, which leaves 2 of 3 tokens of"
                                + " \"Mira Volk\"");
    }

    @Test
    void aLostAnswerIsRefusedInDataToKeepToo() {
        assertThatThrownBy(() -> limit(2).of("to keep", List.of(sample("a", 6))))
                .isInstanceOf(BadData.class)
                .hasMessageContaining(
                        "has 6 tokens; cut to the 2 tokens that were allowed it loses its image or its answer");
    }

    private TokenLimit limit(int most) {
        return new TokenLimit(most, IMAGE, warnings::add);
    }

    /** A start, an image, then an answer; the tokens at these places are the concept's. */
    private static EncodedSample sample(String id, int length, int... concept) {
        int[] ids = new int[length];
        int[] labels = new int[length];
        float[] marked = new float[length];
        for (int i = 0; i < length; i++) {
            ids[i] = i == 1 ? IMAGE : 1;
            labels[i] = i < 2 ? EncodedSample.IGNORE : 1;
        }
        for (int at : concept) marked[at] = 1;
        List<TextSpan> spans = Collections.nCopies(length, new TextSpan(0, 0));
        return new EncodedSample(id, List.of(Path.of("a.png")), "", ids, spans, labels, marked);
    }
}
