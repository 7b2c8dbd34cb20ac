package io.github.fttp.diffusion.unet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConditioningTest {
    private static final Shape LATENT = Shape.of(1, TinyUNet.LATENT, 3, 4);

    private final Engine engine = new OneDnnEngine();

    @TempDir
    Path folder;

    @AfterEach
    void nothingLeaks() {
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    private static float[] waves(int size, double frequency) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) values[i] = (float) Math.sin(frequency * i + 1);
        return values;
    }

    private float[] prediction(UNet2DConditionModel unet, Conditioning conditioning) {
        try (Tensor sample = engine.pool().draw(LATENT).set(waves(Math.toIntExact(LATENT.size()), 0.4));
                Tape tape = Tape.forward(engine)) {
            return unet.forward(tape, tape.constant(sample), new float[] {300}, conditioning.on(tape))
                    .value()
                    .toArray();
        }
    }

    @Test
    void aTokenThatIsNotAttendedToIsAsIfItWereNotThere() {
        float[] states = waves(3 * TinyUNet.CONTEXT, 0.9);
        Conditioning three = Conditioning.of(Shape.of(1, 3, TinyUNet.CONTEXT), states);
        Conditioning masked = new Conditioning(
                three.shape(), states, AttentionMask.full().padded(new boolean[][] {{true, true, false}}), Map.of());
        Conditioning two =
                Conditioning.of(Shape.of(1, 2, TinyUNet.CONTEXT), Arrays.copyOf(states, 2 * TinyUNet.CONTEXT));
        try (UNet2DConditionModel unet = TinyUNet.random(folder, engine, 3)) {
            float[] expected = prediction(unet, two);
            assertThat(prediction(unet, masked)).containsExactly(expected, within(1e-5f));
            assertThat(distance(prediction(unet, three), expected)).isGreaterThan(1e-3);
        }
    }

    private static double distance(float[] one, float... other) {
        double most = 0;
        for (int i = 0; i < one.length; i++) most = Math.max(most, Math.abs(one[i] - other[i]));
        return most;
    }

    @Test
    void aUNetRefusesEmbeddingsThatItDoesNotTake() {
        Conditioning more = new Conditioning(
                Shape.of(1, 1, TinyUNet.CONTEXT),
                new float[TinyUNet.CONTEXT],
                AttentionMask.full(),
                Map.of("text_embeds", new float[3]));
        try (UNet2DConditionModel unet = TinyUNet.random(folder, engine, 3)) {
            assertThatThrownBy(() -> prediction(unet, more))
                    .hasMessage("this U-Net takes text states alone, not [text_embeds]");
        }
    }

    /** Time ids are original height and width, the crop's top and left, height and width. */
    @Test
    void aFramingReplacesTheOneBeforeForEachSample() {
        Conditioning two = new Conditioning(
                Shape.of(2, 1, 1),
                new float[] {1, 2},
                AttentionMask.full(),
                Map.of("text_embeds", new float[] {3, 4}, "time_ids", new float[12]));
        Conditioning framed = two.framed(new Framing(40, 56, 3, 5, 16, 24));
        assertThat(framed.added().get("time_ids")).containsExactly(40, 56, 3, 5, 16, 24, 40, 56, 3, 5, 16, 24);
        assertThat(framed.added().get("text_embeds")).containsExactly(3, 4);
        assertThat(two.framedAs(framed).added().get("time_ids"))
                .isEqualTo(framed.added().get("time_ids"));
        Conditioning alone = Conditioning.of(Shape.of(1, 1, 1), 1);
        assertThat(alone.framed(Framing.whole(8, 8))).isSameAs(alone);
        assertThat(alone.framedAs(alone)).isSameAs(alone);
    }

    @Test
    void samplesAreJoinedWithTheirMasksAndEmbeddings() {
        Conditioning first = new Conditioning(
                Shape.of(1, 2, 1), new float[] {1, 2}, AttentionMask.full(), Map.of("time_ids", new float[] {7, 8}));
        Conditioning second = new Conditioning(
                Shape.of(1, 2, 1),
                new float[] {3, 4},
                AttentionMask.full().padded(new boolean[][] {{true, false}}),
                Map.of("time_ids", new float[] {9, 10}));
        Conditioning both = Conditioning.joined(List.of(first, second));
        assertThat(both.shape()).isEqualTo(Shape.of(2, 2, 1));
        assertThat(both.states()).containsExactly(1, 2, 3, 4);
        assertThat(both.added().get("time_ids")).containsExactly(7, 8, 9, 10);
        assertThat(both.tokens().allows(0, 0, 1, 1, 2)).isTrue();
        assertThat(both.tokens().allows(1, 0, 1, 1, 2)).isFalse();
    }

    @Test
    void refusesWhatDoesNotFit() {
        Conditioning one = Conditioning.of(Shape.of(1, 2, 1), 1, 2);
        Conditioning longer = Conditioning.of(Shape.of(1, 3, 1), 1, 2, 3);
        assertThatThrownBy(() -> Conditioning.joined(List.of(one, longer))).hasMessageContaining("differs in size");
        assertThatThrownBy(() -> Conditioning.of(Shape.of(1, 2, 1), 1)).hasMessageContaining("1 text states");
    }
}
