package io.github.fttp.mllm.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.llama.AttentionKind;
import io.github.fttp.mllm.llama.LlamaConfig;
import io.github.fttp.mllm.llama.RopeScaling;
import io.github.fttp.mllm.llama.RopeSections;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryForecastTest {
    private static final LlamaConfig TEXT = new LlamaConfig(
            32,
            8,
            16,
            1,
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
        return new MemoryForecast(TEXT, encoder, trains, 0, 0, 1, checkpointing).bytes(List.of(SAMPLE, SAMPLE));
    }
}
