package io.github.fttp.core.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LoraTargetsTest {
    @Test
    void firstBlocksAreTakenByTheirNumbers() {
        LoraTargets first = LoraTargets.llamaProjections(2);

        assertThat(first.include("model.language_model.layers.0.self_attn.q_proj"))
                .isTrue();
        assertThat(first.include("layers.1.mlp.down_proj")).isTrue();
        assertThat(first.include("model.layers.2.self_attn.q_proj")).isFalse();
        assertThat(first.include("model.layers.10.self_attn.q_proj")).isFalse();
        assertThat(first.include("model.layers.0.input_layernorm")).isFalse();
        assertThat(first.include("lm_head")).isFalse();
        assertThat(first.include("model.vision_tower.vision_model.encoder.layers.0.self_attn.q_proj"))
                .isFalse();
    }

    @Test
    void noBlocksAreRefused() {
        assertThatThrownBy(() -> LoraTargets.llamaProjections(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("blocks");
    }
}
