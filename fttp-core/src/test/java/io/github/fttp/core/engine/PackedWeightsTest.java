package io.github.fttp.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Mapping;
import io.github.fttp.core.tensor.MemoryExhausted;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.bytedeco.dnnl.memory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackedWeightsTest {
    private static final Shape WEIGHT = Shape.of(48, 32, 3, 3);
    private static final Shape IMAGE = Shape.of(1, 6, 6, 32);
    private static final Shape RESULT = Shape.of(1, 6, 6, 48);
    private static final Convolution HOW = Convolution.same(3);
    private static final long PLENTY = 1 << 20;

    private final float[] values = normal(3, WEIGHT);
    private final float[] image = normal(4, IMAGE);

    @TempDir
    Path folder;

    private static float[] normal(long seed, Shape shape) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[(int) shape.size()];
        for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
        return values;
    }

    @BeforeEach
    void writeTwoWeights() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.nativeOrder());
        for (float value : values) bytes.putFloat(value);
        for (float value : values) bytes.putFloat(2 * value);
        Files.write(folder.resolve("weights"), bytes.array());
    }

    private Tensor mapped(int which) {
        try (FileChannel channel = FileChannel.open(folder.resolve("weights"))) {
            long bytes = 4L * values.length;
            return Tensor.mapped(Mapping.of(channel, which * bytes, bytes), WEIGHT, DType.FLOAT32);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private float[] forward(OneDnnEngine engine, Tensor weight) {
        try (Tensor x = engine.pool().draw(IMAGE).set(image);
                Tensor bias = engine.pool().zeros(Shape.of(48));
                Tensor y = engine.pool().draw(RESULT)) {
            engine.convolution(x, weight, bias, HOW, y);
            return y.toArray();
        }
    }

    private float[] backward(OneDnnEngine engine, Tensor weight) {
        try (Tensor dy = engine.pool().draw(RESULT).set(normal(5, RESULT));
                Tensor dx = engine.pool().draw(IMAGE)) {
            engine.convolutionBackward(dy, weight, HOW, dx, Write.SET);
            return dx.toArray();
        }
    }

    @Test
    void keepsThoseOfAFileForEachDirectionAndChangesNoBit() {
        try (OneDnnEngine keeping = new OneDnnEngine(Precision.EXACT, null, PLENTY);
                OneDnnEngine packing = new OneDnnEngine(Precision.EXACT, null, 0);
                Tensor weight = mapped(0)) {
            for (int i = 0; i < 3; i++) {
                assertThat(forward(keeping, weight)).isEqualTo(forward(packing, weight));
                assertThat(backward(keeping, weight)).isEqualTo(backward(packing, weight));
            }
            assertThat(keeping.packings()).isEqualTo(2);
            assertThat(packing.packings()).isEqualTo(6);
        }
    }

    @Test
    void dropsThoseOfReleasedWeightsWhoseAddressMayComeAgain() {
        try (OneDnnEngine engine = new OneDnnEngine(Precision.EXACT, null, PLENTY)) {
            float[] once;
            try (Tensor first = mapped(0)) {
                once = forward(engine, first);
            }
            try (Tensor second = mapped(1)) {
                float[] twice = forward(engine, second);
                for (int i = 0; i < once.length; i++) assertThat(twice[i]).isEqualTo(2 * once[i]); // exact in binary
            }
            assertThat(engine.packings()).isEqualTo(2);
        }
    }

    @Test
    void keepsNoneOfWeightsThatMayChange() {
        try (OneDnnEngine engine = new OneDnnEngine(Precision.EXACT, null, PLENTY);
                Tensor weight = engine.pool().draw(WEIGHT).set(values)) {
            float[] before = forward(engine, weight);
            weight.fill(0);
            assertThat(forward(engine, weight)).isNotEqualTo(before).containsOnly(0);
        }
    }

    @Test
    void keepsNothingThatCouldNotBePacked() {
        try (PackedWeights packed = new PackedWeights(PLENTY);
                Tensor weight = mapped(0)) {
            memory.desc layout = Primitives.desc(weight);
            assertThatThrownBy(() -> packed.of(weight, layout, to -> {
                        throw new MemoryExhausted(1, "memory", 0, 0);
                    }))
                    .isInstanceOf(MemoryExhausted.class);
            assertThat(packed.bytes()).isZero();
            try (Factor whole = packed.of(weight, layout, to -> to.fill(1))) {
                assertThat(whole.tensor().toArray()).containsOnly(1);
            }
        }
    }

    @Test
    void outlivesItsEngine() {
        Tensor weight = mapped(0);
        try (OneDnnEngine engine = new OneDnnEngine(Precision.EXACT, null, PLENTY)) {
            forward(engine, weight);
        }
        weight.close();
        assertThat(weight.isReleased()).isTrue();
    }
}
