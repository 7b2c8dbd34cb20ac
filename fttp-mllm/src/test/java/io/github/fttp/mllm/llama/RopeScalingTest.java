package io.github.fttp.mllm.llama;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.nn.Rope;
import org.junit.jupiter.api.Test;

/** Expected values: {@code LlamaRotaryEmbedding.inv_freq} of transformers 5.18 for heads of 16. */
class RopeScalingTest {
    private static void check(RopeScaling scaling, double theta, double... expected) {
        float[] found = Rope.frequencies(16, theta);
        for (int i = 0; i < found.length; i++) found[i] = scaling.apply(found[i]);
        assertThat(found).hasSize(8);
        for (int i = 0; i < 8; i++) {
            assertThat((double) found[i]).isCloseTo(expected[i], within(2.5e-7 * expected[i]));
        }
    }

    @Test
    void turnsAsTheReferenceWithoutScaling() {
        check(
                new RopeScaling.None(),
                10000,
                1.0,
                0.3162277638912201,
                0.10000000149011612,
                0.03162277862429619,
                0.009999999776482582,
                0.003162277862429619,
                0.0010000000474974513,
                0.0003162277862429619);
    }

    @Test
    void turnsAsTheReferenceWithLinearScaling() {
        check(
                new RopeScaling.Linear(2.5),
                10000,
                0.4000000059604645,
                0.12649109959602356,
                0.03999999910593033,
                0.012649111449718475,
                0.003999999724328518,
                0.0012649111449718475,
                0.0004000000189989805,
                0.0001264911115868017);
    }

    @Test
    void turnsAsTheReferenceWithTheScalingOfLlama31() {
        check(
                new RopeScaling.Llama3(8, 1, 4, 8192),
                500000,
                1.0,
                0.193922758102417,
                0.03760603070259094,
                0.00729266507551074,
                0.0005248460220173001,
                3.428102354519069e-05,
                6.647869668086059e-06,
                1.289173155782919e-06);
        check(
                new RopeScaling.Llama3(8, 1, 4, 1024),
                500000,
                1.0,
                0.193922758102417,
                0.03760603070259094,
                0.0013125694822520018,
                0.00017677668074611574,
                3.428102354519069e-05,
                6.647869668086059e-06,
                1.289173155782919e-06);
    }
}
