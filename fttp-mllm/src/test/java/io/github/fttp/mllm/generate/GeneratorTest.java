package io.github.fttp.mllm.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.testing.GoldenCases;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.llava.LlavaModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GeneratorTest {
    @Test
    void generatesWithItsCacheWhatTheReferenceGeneratesWithout() {
        Path folder = GoldenCases.folder("llava-tiny");
        Safetensors io = Safetensors.open(folder.resolve("io.safetensors"));
        int[] prompt = ints(io.integers("in.prompt_ids"));
        float[] pixels = io.floats("in.prompt_pixel_values");
        int[] expected = ints(io.integers("out.generated_ids"));
        try (OneDnnEngine engine = new OneDnnEngine()) {
            try (LlavaModel model = LlavaModel.load(folder, engine)) {
                List<PreparedImage> images = List.of(model.config().prepared(pixels));
                Generator generator = new Generator(model, engine, Set.of());
                assertThat(generator.generate(prompt, images, Sampling.greedy(), expected.length, token -> true))
                        .containsExactly(expected);
                // With one token to choose from, sampling has no choice.
                Sampling single = new Sampling(0.7, 1, 0.9, 1, 3);
                assertThat(generator.generate(prompt, images, single, 3, token -> true))
                        .containsExactly(Arrays.copyOf(expected, 3));
                assertThat(generator.generate(prompt, images, Sampling.greedy(), 8, token -> false))
                        .containsExactly(expected[0]);
                assertThat(new Generator(model, engine, Set.of(expected[0]))
                                .generate(prompt, images, Sampling.greedy(), 8, token -> true))
                        .isEmpty();
            }
            assertThat(engine.pool().outstanding()).isZero();
        }
    }

    /** Prompts of different lengths, with an image and without. */
    @Test
    void generatesSeveralAtOnceAsEachAlone() {
        Path folder = GoldenCases.folder("llava-tiny");
        Safetensors io = Safetensors.open(folder.resolve("io.safetensors"));
        int[] prompt = ints(io.integers("in.prompt_ids"));
        float[] pixels = io.floats("in.prompt_pixel_values");
        List<int[]> prompts = List.of(
                prompt, Arrays.copyOf(prompt, prompt.length - 2), new int[] {1, 5, 9}, new int[] {1, 7, 3, 2, 8});
        try (OneDnnEngine engine = new OneDnnEngine()) {
            try (LlavaModel model = LlavaModel.load(folder, engine)) {
                List<PreparedImage> image = List.of(model.config().prepared(pixels));
                List<List<PreparedImage>> images = List.of(image, image, List.of(), List.of());
                int end = new Generator(model, engine, Set.of())
                        .generate(prompt, image, Sampling.greedy(), 6, token -> true)[3];
                Generator generator = new Generator(model, engine, Set.of(end));
                List<int[]> together = generator.generate(prompts, images, Sampling.greedy(), 6);
                for (int i = 0; i < prompts.size(); i++) {
                    assertThat(together.get(i))
                            .as("prompt " + i)
                            .containsExactly(generator.generate(
                                    prompts.get(i), images.get(i), Sampling.greedy(), 6, token -> true));
                }
            }
            assertThat(engine.pool().outstanding()).isZero();
        }
    }

    private static int[] ints(long... values) {
        return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
    }
}
