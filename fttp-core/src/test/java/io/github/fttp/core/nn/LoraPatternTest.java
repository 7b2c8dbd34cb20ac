package io.github.fttp.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;

/** Keys as PEFT's {@code get_pattern_key} matches them: {@code re.match(rf"(.*\.)?({key})$", module)}, the first counts. */
class LoraPatternTest {
    private static final String Q0 = "model.layers.0.self_attn.q_proj";
    private static final String Q10 = "model.layers.10.self_attn.q_proj";

    private static int rank(String module, String... keys) {
        Map<String, Integer> pattern = new LinkedHashMap<>();
        for (int i = 0; i < keys.length; i++) pattern.put(keys[i], i + 1);
        return Lora.rank(9)
                .rankPattern(pattern)
                .layers(List.of(module))
                .get(module)
                .rank();
    }

    @Test
    void aKeyMatchesWholeNamesAndEndsBehindADot() {
        assertThat(rank(Q0, "q_proj")).isEqualTo(1);
        assertThat(rank(Q0, Q0)).isEqualTo(1);
        assertThat(rank(Q0, "self_attn.q_proj")).isEqualTo(1);
        assertThat(rank(Q0, "layers\\.0\\.self_attn\\.q_proj")).isEqualTo(1);
        assertThat(rank(Q0, "_proj")).isEqualTo(9);
        assertThat(rank(Q0, "proj")).isEqualTo(9);
        assertThat(rank(Q0, "model")).isEqualTo(9);
        assertThat(rank(Q0, "xmodel.layers.0.self_attn.q_proj")).isEqualTo(9);
    }

    @Test
    void aBareDotIsAnyCharacterAndAnEscapedOneADot() {
        assertThat(rank("model.layersX0.q", "layers.0.q")).isEqualTo(1);
        assertThat(rank("model.layersX0.q", "layers\\.0.q")).isEqualTo(9);
        assertThat(rank(Q10, "layers.0.self_attn.q_proj")).isEqualTo(9);
    }

    @Test
    void expressionsAreMatchedAsExpressions() {
        assertThat(rank(Q0, "layers\\.\\d\\.self_attn\\.(q|k)_proj")).isEqualTo(1);
        assertThat(rank(Q10, "layers\\.\\d\\.self_attn\\.(q|k)_proj")).isEqualTo(9);
        assertThat(rank(Q0, "k_proj|q_proj")).isEqualTo(1);
        assertThat(rank(Q0, "(?!.*vision).*q_proj")).isEqualTo(1);
        assertThat(rank(Q0, "(?P<side>q|k)_proj")).isEqualTo(1);
        assertThat(rank(Q0, "^q_proj")).isEqualTo(9);
    }

    @Test
    void groupsMayHaveAnyNameOfPythons() {
        assertThat(rank(Q0, "layers\\.(?P<layer_idx>\\d)\\.self_attn\\.q_proj")).isEqualTo(1);
        assertThat(rank("layers.7.mlp7", "(?P<_n>\\d)\\.(?P<n_>mlp)(?P=_n)")).isEqualTo(1);
        assertThat(rank("layers.7.mlp8", "(?P<_n>\\d)\\.(?P<n_>mlp)(?P=_n)")).isEqualTo(9);
        assertThatThrownBy(() -> rank(Q0, "(?P<n_>a)(?P<n_>b)")).hasMessageContaining("group n_ is defined twice");
        assertThatThrownBy(() -> rank(Q0, "(?P=n_)(?P<n_>b)")).hasMessageContaining("group n_ is not defined");
        assertThatThrownBy(() -> rank(Q0, "(?P<n_")).hasMessageContaining("without its end, >");
    }

    @Test
    void commentsArePassedOver() {
        assertThat(rank(Q0, "layers(?# the [first( one).0\\.self_attn\\.q_proj"))
                .isEqualTo(1);
        assertThat(rank(Q0, "q_*(?# one or more)proj")).isEqualTo(1);
        assertThatThrownBy(() -> rank(Q0, "q_proj(?# without end")).hasMessageContaining("without its end, )");
    }

    @Test
    void classesTakeBracketsAndAmpersandsLiterally() {
        assertThat(rank(Q0, "self_attn[^[]q_proj")).isEqualTo(1);
        assertThat(rank(Q0, "self_attn[.&&]q_proj")).isEqualTo(1);
        assertThat(rank("a.b[", "b[a[&&[b]")).isEqualTo(1);
        assertThat(rank("a.b&", "b[a&&&b]")).isEqualTo(1);
        assertThat(rank("a.b]", "b[]a]")).isEqualTo(1);
        assertThat(rank("a.b]", "b[^]a]")).isEqualTo(9);
        assertThat(rank("a.b]", "b[\\]{,9(?P<n_>]")).isEqualTo(1);
        assertThat(rank("a.b[", "b\\[")).isEqualTo(1);
    }

    @Test
    void repetitionsMayLackTheirLeast() {
        assertThat(rank("a.bbb", "b{,3}")).isEqualTo(1);
        assertThat(rank("a.b{,c}", "b{,c}")).isEqualTo(1);
        assertThat(rank("a.b{}", "b{}")).isEqualTo(1);
        assertThat(rank("a.bbb", "b{,2}")).isEqualTo(9);
    }

    @Test
    void conditionsAreRefusedAsSuch() {
        assertThatThrownBy(() -> rank(Q0, "(mlp\\.)?(?(1)gate_proj|q_proj)"))
                .isInstanceOf(PatternSyntaxException.class)
                .hasMessageContaining("condition")
                .hasMessageContaining("not supported");
    }

    @Test
    void theFirstKeyOfTheFileCounts() {
        assertThat(rank(Q0, ".*layers\\.1\\..*", "q_proj", Q0)).isEqualTo(2);
    }

    @Test
    void ranksAndAlphasAreIndependent() {
        Lora settings = Lora.rank(4).alpha(8).rankPattern(Map.of("q_proj", 2)).alphaPattern(Map.of("k_proj", 6.0));
        Map<String, Lora.Layer> layers = settings.layers(List.of("a.q_proj", "a.k_proj", "a.v_proj"));

        assertThat(layers)
                .containsEntry("a.q_proj", new Lora.Layer(2, 8))
                .containsEntry("a.k_proj", new Lora.Layer(4, 6))
                .containsEntry("a.v_proj", new Lora.Layer(4, 8));
        assertThat(settings.scale(layers.get("a.q_proj"))).isEqualTo(4); // 8 / 2
        assertThat(settings.stabilized().scale(layers.get("a.k_proj"))).isEqualTo(3); // 6 / sqrt 4
    }

    @Test
    void whatIsNoExpressionIsRefused() {
        String deep = "(".repeat(100_000) + ")".repeat(100_000);
        for (String none : List.of("q_proj(", "q_proj)(", "q_proj\\", "[q_proj", "[^", "[]", "[\\", deep)) {
            assertThatThrownBy(() -> rank(Q0, none)).isInstanceOf(PatternSyntaxException.class);
        }
    }

    @Test
    void expressionsThatTakeTooLongAreRefused() {
        for (String hostile :
                List.of("((((.*)*)*)*)*X", "(a|b|ab|.)*(.*.*.*.*.*.*)*X", "((x*)*)*((y*)*)*((z*)*)*((.*)*)*X")) {
            assertThatThrownBy(() -> rank(Q0, hostile))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(hostile)
                    .hasMessageContaining(Q0)
                    .hasMessageContaining("too long");
            assertThatThrownBy(() -> LoraTargets.matching(hostile).include(Q0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("too long");
        }
    }

    /** A key for each projection of a decoder with 40 layers, beside an image encoder. */
    @Test
    void manyKeysOfOrdinaryCostAreMatchedWithAllModules() {
        Map<String, Integer> pattern = new LinkedHashMap<>();
        List<String> modules = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            for (String part : List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")) {
                pattern.put(".*\\.layers\\." + i + "\\..*\\." + part, i + 1);
                modules.add("model.language_model.layers." + i + ".block." + part);
                modules.add("model.vision_tower.vision_model.encoder.blocks." + i + ".block." + part);
            }
        }
        Map<String, Lora.Layer> layers = Lora.rank(99).rankPattern(pattern).layers(modules);

        assertThat(layers.get("model.language_model.layers.30.block.down_proj").rank())
                .isEqualTo(31);
        assertThat(layers.get("model.vision_tower.vision_model.encoder.blocks.30.block.down_proj")
                        .rank())
                .isEqualTo(99);
    }

    @Test
    void manyKeysFarFromOrdinaryAreRefusedTogether() {
        Map<String, Integer> pattern = new LinkedHashMap<>();
        // Each alone is well within what one name may take, and takes far more than an ordinary one.
        for (int i = 0; i < 1000; i++) pattern.put("(.*.*.*.*)" + i + "X", 1);
        List<String> modules = java.util.stream.IntStream.range(0, 300)
                .mapToObj(i -> "model.layers." + i + ".self_attn.q_proj")
                .toList();

        assertThatThrownBy(() -> Lora.rank(1).rankPattern(pattern).layers(modules))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too long");
    }
}
