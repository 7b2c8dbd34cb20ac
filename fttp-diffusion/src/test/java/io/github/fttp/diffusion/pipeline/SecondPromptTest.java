package io.github.fttp.diffusion.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.Framing;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SecondPromptTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    /** Widths of the two text encoders' states. */
    private static final int FIRST = 16;

    private static final int SECOND = 20;

    @Test
    void eachTextEncoderReadsItsOwnPromptAndTheSecondIsPooled() {
        try (OneDnnEngine engine = new OneDnnEngine();
                StableDiffusionFolder folder = StableDiffusionFolder.open(GOLDEN.resolve("sdxl-micro-pipeline"));
                LoadedPipeline model = folder.load(engine)) {
            Framing framing = new Framing(30, 20, 2, 3, 9, 8);
            TextToImage how =
                    TextToImage.of(folder, 16, 24).negative("a hat", "a lamp").negativeFraming(framing);
            Conditioning both = how.negative(model, 1);
            Conditioning hat = model.conditioning(List.of("a hat"), framing);
            Conditioning lamp = model.conditioning(List.of("a lamp"), framing);
            assertThat(columns(both, 0, FIRST)).isDeepEqualTo(columns(hat, 0, FIRST));
            assertThat(columns(both, FIRST, SECOND))
                    .isDeepEqualTo(columns(lamp, FIRST, SECOND))
                    .isNotEqualTo(columns(hat, FIRST, SECOND));
            assertThat(both.added().get(Conditioning.TEXT_EMBEDS))
                    .containsExactly(lamp.added().get(Conditioning.TEXT_EMBEDS));
            assertThat(both.added().get(Conditioning.TIME_IDS)).containsExactly(30, 20, 2, 3, 9, 8);
            assertThat(how.framing()).isEqualTo(Framing.whole(16, 24));
        }
    }

    @Test
    void aModelWithOneTextEncoderRefusesASecondPrompt() {
        try (StableDiffusionFolder folder = StableDiffusionFolder.open(GOLDEN.resolve("sd-micro-pipeline"))) {
            TextToImage how = TextToImage.of(folder, 16, 16).steps(2);
            how.require(folder);
            assertThatThrownBy(() -> how.second("a lamp").require(folder))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has one text encoder");
            assertThatThrownBy(() -> how.negative("a hat", "a lamp").require(folder))
                    .hasMessageContaining("has one text encoder");
        }
    }

    private static List<float[]> rows(Conditioning conditioning) {
        int width = conditioning.shape().dim(2);
        float[] states = conditioning.states();
        return IntStream.range(0, states.length / width)
                .mapToObj(row -> Arrays.copyOfRange(states, row * width, (row + 1) * width))
                .toList();
    }

    private static float[][] columns(Conditioning conditioning, int from, int count) {
        return rows(conditioning).stream()
                .map(row -> Arrays.copyOfRange(row, from, from + count))
                .toArray(float[][]::new);
    }
}
