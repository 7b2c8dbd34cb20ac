package io.github.fttp.core.engine;

import static io.github.fttp.core.testing.Doubles.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.testing.Doubles;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attention and rotary embedding against a plain computation in double precision, the fused way of GPUs among them. */
@ParameterizedClass(name = "{0}")
@MethodSource("waysToAttend")
class AttentionKernelTest extends KernelFixture {
    static Stream<Library> waysToAttend() {
        return Stream.concat(engines(), Stream.of(Library.CUDA_FUSED));
    }

    @Test
    void turnsAndTurnsBack() {
        Tensor x = normal(2, 3, 4, 6);
        Tensor cos = normal(2, 3, 3);
        Tensor sin = normal(2, 3, 3);
        Tensor y = empty(2, 3, 4, 6);
        double[] v = d(x);
        double[] c = d(cos);
        double[] s = d(sin);
        for (int sign : new int[] {1, -1}) {
            engine.rope(x, cos, sin, sign < 0, y, Write.SET);
            double[] expected = Doubles.of(144, i -> {
                int row = i / 24;
                int j = i % 6;
                return j < 3
                        ? v[i] * c[row * 3 + j] - sign * v[i + 3] * s[row * 3 + j]
                        : v[i] * c[row * 3 + j - 3] + sign * v[i - 3] * s[row * 3 + j - 3];
            });
            assertClose("rope", y, expected, EXACT);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1,1,1,1,1,true,0,0",
        "2,5,5,2,2,false,0,0",
        "2,17,17,4,2,true,0,0",
        "2,7,7,4,1,true,1,0",
        "2,9,9,2,2,true,2,0",
        "1,1,13,4,2,true,0,0",
        "1,3,13,2,2,true,0,0",
        "2,63,63,3,3,false,2,0",
        "2,17,17,4,2,true,0,5",
        "2,9,9,2,2,true,1,3",
        "1,1,13,4,2,true,0,4",
        "1,3,13,2,2,true,0,1",
        "1,6,6,2,1,true,0,9",
        "1,140,4200,4,2,true,0,0" // a tile takes one of two heads
    })
    void attendsAndDifferentiates(
            int b, int tq, int tk, int heads, int keyHeads, boolean causal, int padding, int window) {
        int width = 8;
        boolean[][] keys = new boolean[padding == 0 ? 0 : b][tk];
        for (int i = 0; i < keys.length; i++) {
            for (int j = 0; j < tk; j++) {
                // 1: the first keys of the second sample are padding, so its first queries see nothing; 2: holes
                keys[i][j] = padding == 1 ? i == 0 || j >= 3 : (i + j) % 4 != 1;
            }
        }
        AttentionMask mask = (causal ? AttentionMask.causal() : AttentionMask.full())
                .windowed(window)
                .padded(keys);
        Tensor q = normal(b, tq, heads, width);
        Tensor k = normal(b, tk, keyHeads, width);
        Tensor v = normal(b, tk, keyHeads, width);
        Tensor dy = normal(b, tq, heads, width);
        Tensor y = empty(b, tq, heads, width);
        Tensor dq = empty(b, tq, heads, width);
        Tensor dk = empty(b, tk, keyHeads, width);
        Tensor dv = empty(b, tk, keyHeads, width);
        engine.attention(q, k, v, mask, 0.3f, y);
        engine.attentionBackward(dy, q, k, v, mask, 0.3f, dq, dk, dv);

        AttentionReference expected =
                new AttentionReference(q.shape(), k.shape(), d(q), d(k), d(v), d(dy), 0.3f, (s, i, j) -> {
                    int own = i + tk - tq;
                    return (!causal || j <= own) && (window == 0 || j > own - window) && (padding == 0 || keys[s][j]);
                });
        assertClose("y", y, expected.y, 5e-6);
        assertClose("dq", dq, expected.dq, 5e-6);
        assertClose("dk", dk, expected.dk, 5e-6);
        assertClose("dv", dv, expected.dv, 5e-6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void attendsInTilesToTheSameResultAsAtOnce(boolean causal) {
        // 1300 rows of 1300 keys are more than a tile holds; attention of the last rows alone must agree.
        Tensor q = normal(1, 1300, 2, 8);
        Tensor k = normal(1, 1300, 2, 8);
        Tensor v = normal(1, 1300, 2, 8);
        Tensor all = empty(1, 1300, 2, 8);
        Tensor last = empty(1, 5, 2, 8);
        AttentionMask mask = causal ? AttentionMask.causal() : AttentionMask.full();
        engine.attention(q, k, v, mask, 0.35f, all);
        engine.attention(q.slice(1, 1295, 1300), k, v, mask, 0.35f, last);
        assertClose("last rows", last, d(all.slice(1, 1295, 1300)), EXACT);
    }

    /** A length of several tiles: those of the fused way are smaller, and the processor takes longer for them. */
    private int several(int length) {
        return library == Library.CUDA_FUSED && !CudaEngines.isOnGpu() ? length / 8 : length;
    }

    /** Stretches of queries that fit into a tile each, with the keys that they can see, make up the whole. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void carriesGradientsBackThroughTilesAsAtOnce(boolean causal) {
        int length = several(1300);
        int stretch = length / 10;
        Tensor dy = normal(1, length, 4, 8);
        Tensor q = normal(1, length, 4, 8);
        Tensor k = normal(1, length, 2, 8);
        Tensor v = normal(1, length, 2, 8);
        Tensor dq = empty(1, length, 4, 8);
        Tensor dk = empty(1, length, 2, 8);
        Tensor dv = empty(1, length, 2, 8);
        AttentionMask mask = causal ? AttentionMask.causal() : AttentionMask.full();
        engine.attentionBackward(dy, q, k, v, mask, 0.35f, dq, dk, dv);
        double[] keys = new double[length * 16];
        double[] values = new double[length * 16];
        for (int from = 0; from < length; from += stretch) {
            int to = Math.min(from + stretch, length);
            Tensor dqs = empty(1, to - from, 4, 8);
            int seen = causal ? to : length;
            Tensor dks = empty(1, seen, 2, 8);
            Tensor dvs = empty(1, seen, 2, 8);
            Tensor seenKeys = k.slice(1, 0, seen);
            Tensor seenValues = v.slice(1, 0, seen);
            engine.attentionBackward(
                    dy.slice(1, from, to), q.slice(1, from, to), seenKeys, seenValues, mask, 0.35f, dqs, dks, dvs);
            assertClose("dq from " + from, dq.slice(1, from, to), d(dqs), 5e-6);
            double[] dkHere = d(dks);
            double[] dvHere = d(dvs);
            for (int i = 0; i < dkHere.length; i++) {
                keys[i] += dkHere[i];
                values[i] += dvHere[i];
            }
        }
        assertClose("dk", dk, keys, 2e-5);
        assertClose("dv", dv, values, 2e-5);
    }

    /** 4,096 are the pixels of a latent of 64 x 64. */
    @ParameterizedTest
    @CsvSource({"3000, 1, true", "4096, 2, false"})
    void takesLessMemoryThanTheScoresOfALongSequence(int many, int heads, boolean causal) {
        int length = several(many);
        Tensor x = normal(1, length, heads, 8);
        Tensor dq = empty(1, length, heads, 8);
        Tensor dk = empty(1, length, heads, 8);
        Tensor dv = empty(1, length, heads, 8);
        AttentionMask mask = causal ? AttentionMask.causal() : AttentionMask.full();
        engine.attention(x, x, x, mask, 0.35f, dq);
        engine.attentionBackward(x, x, x, x, mask, 0.35f, dq, dk, dv);
        assertThat(engine.pool().peakBytes()).isLessThan(4L * heads * length * length / 2);
    }
}
