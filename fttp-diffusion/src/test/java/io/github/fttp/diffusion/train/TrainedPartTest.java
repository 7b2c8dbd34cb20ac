package io.github.fttp.diffusion.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.diffusion.unet.UNetPart;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainedPartTest {
    @ParameterizedTest
    @CsvSource({
        "full,FULL",
        "xattn,CROSS_ATTENTION",
        "cross-attention,CROSS_ATTENTION",
        "XATTN-KV,WORD_KEYS_AND_VALUES",
        "word-keys-and-values,WORD_KEYS_AND_VALUES",
        "unconditional,UNCONDITIONAL"
    })
    void partsAreCalledAsCommandsAndAsTasksHaveThem(String text, UNetPart part) {
        assertThat(TrainedPart.parse(text)).isEqualTo(TrainedPart.of(part));
    }

    @ParameterizedTest
    @CsvSource({"down.*to_q.weight,true", "down,false"})
    void anythingElseIsAnExpressionForWholeNames(String text, boolean included) {
        assertThat(TrainedPart.parse(text).includes("down_blocks.0.attn1.to_q.weight"))
                .isEqualTo(included);
    }
}
