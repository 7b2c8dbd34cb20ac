package io.github.fttp.mllm.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.Manu;
import io.github.fttp.core.method.NullSpace;
import io.github.fttp.core.method.Slug;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.method.VlEraser;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.llama.AttentionKind;
import io.github.fttp.mllm.llama.LlamaConfig;
import io.github.fttp.mllm.llama.RopeScaling;
import io.github.fttp.mllm.llama.RopeSections;
import io.github.fttp.mllm.model.MemoryForecast.Work;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryForecastTest {
    private static LlamaConfig text(int layers) {
        return new LlamaConfig(
                32,
                8,
                16,
                layers,
                2,
                2,
                4,
                64,
                1e-6,
                1e4,
                new RopeScaling.None(),
                0,
                RopeSections.none(),
                AttentionKind.PLAIN,
                false,
                false);
    }

    /** Four patches of 12 values. */
    private static final PreparedImage IMAGE = new PreparedImage(new float[48], 2, 2, 1);

    private static final SampleWithImages SAMPLE = new SampleWithImages(
            new EncodedSample("a", List.of(Path.of("a.png")), "", new int[2], List.of(), new int[2], new float[2]),
            List.of(IMAGE));

    /** Four bytes for each of 8 values of 4 patches, of an image that two samples share. */
    @Test
    void whatAFrozenEncoderMadeOfAnImageIsKeptOnce() {
        assertThat(images(false, false)).isEqualTo(4 * 8 * 4);
    }

    /** 14 rows of 8 and 4 rows of 16 values for each of 4 patches, in 2 layers and one that is computed. */
    @Test
    void aTrainingEncoderKeepsWhatItsLayersCompute() {
        int layer = 4 * 4 * (14 * 8 + 4 * 16);
        assertThat(images(true, false)).isEqualTo(3 * layer);
        assertThat(images(true, true)).isEqualTo(2 * 4 * 4 * 8 + 2 * layer);
    }

    private static long images(boolean trains, boolean checkpointing) {
        EncoderSizes encoder = new EncoderSizes(12, 2, 8, 16, 8);
        EncoderSizes none = new EncoderSizes(1000, 0, 0, 0, 0);
        return bytes(encoder, trains, checkpointing) - bytes(none, trains, checkpointing);
    }

    private static long bytes(EncoderSizes encoder, boolean trains, boolean checkpointing) {
        return new MemoryForecast(text(1), encoder, trains, 0, 0, Work.TRAINING, positions -> 0, 1, checkpointing)
                .bytes(List.of(SAMPLE, SAMPLE));
    }

    /** Of 1000 numbers: value, gradient and two moments; value and gradient; the value. */
    @Test
    void whatChangesWithoutStepsHasNoMomentsAndPerhapsNoGradient() {
        long none = changing(0, new Fttp(1, 1));
        assertThat(changing(1000, new Fttp(1, 1)) - none).isEqualTo(16000);
        assertThat(changing(1000, new Slug(1, 10)) - none).isEqualTo(8000);
        // Nor do layers keep anything: two of them instead of three.
        assertThat(changing(1000, new Manu(0.02f, 3)) - none).isEqualTo(4000 - layer());
    }

    /** 14 rows of 8 and 4 rows of 16 values for each position: two ids, one of them an image of a single position. */
    private static long layer() {
        return 4 * 2 * (14 * 8 + 4 * 16);
    }

    private static long changing(long values, UnlearningMethod method) {
        EncoderSizes encoder = new EncoderSizes(12, 2, 8, 16, 8);
        return new MemoryForecast(text(2), encoder, false, 0, values, Work.of(method), positions -> 0, 1, false)
                .bytes(List.of(SAMPLE));
    }

    /**
     * Numbers of four bytes, of two positions in two layers of 8 and 16 values with adapters of rank 3: A P in three steps
     * twice, then at each position the inputs, what the adapter says before and behind its factor, and what adapter and
     * layer say.
     */
    @Test
    void whatVlEraserKeepsOfFeedForwardLayersCounts() {
        int upwards = 2 * 3 * 3 * 8 + 2 * (8 + 2 * 3 + 2 * 16);
        int downwards = 2 * 3 * 3 * 16 + 2 * (16 + 2 * 3 + 2 * 8);
        assertThat(beside(new VlEraser(1, 0.5f, 0)) - beside(new Fttp(1, 1)))
                .isEqualTo(4 * 2 * (2 * upwards + downwards));
        // Without distillation A P alone, in the model.
        assertThat(beside(new VlEraser(1, 0, 0)) - beside(new Fttp(1, 1)))
                .isEqualTo(4 * 2 * (2 * 3 * 3 * 8 + 3 * 3 * 16));
    }

    /**
     * In two layers 256 inputs of 8 values for five projections and for that behind two heads of 4, of 16 for the last one;
     * beside them A P: A of rank 3 along the inputs, that turned back, its opposite and the sum.
     */
    @Test
    void inputsThatAreSparedCount() {
        int wide = 6 * 8 + 16;
        assertThat(beside(new NullSpace(new Fttp(1, 1), 1)) - beside(new Fttp(1, 1)))
                .isEqualTo(4 * 2 * (256 * wide + 3 * 3 * wide + 7 * 3 * 256));
    }

    private static long beside(TrainingMethod method) {
        EncoderSizes encoder = new EncoderSizes(12, 2, 8, 16, 8);
        return new MemoryForecast(
                        text(2),
                        encoder,
                        false,
                        0,
                        0,
                        Work.TRAINING,
                        positions -> MemoryForecast.keptBeside(text(2), method, positions, 3),
                        1,
                        false)
                .bytes(List.of(SAMPLE));
    }
}
