package io.github.fttp.mllm.llavanext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.testing.GoldenCases;
import io.github.fttp.mllm.llavanext.Tiling.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LlavaNextConfigTest {
    @TempDir
    Path folder;

    private LlavaNextConfig read(String fields) throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"llava_next\"" + fields + "}");
        return LlavaNextConfig.read(folder);
    }

    @Test
    void takesTheReferencesDefaults() throws IOException {
        LlavaNextConfig read = read("");
        assertThat(read.tiling().canvases()).contains(new Size(672, 672)).hasSize(5);
        assertThat(read.tiling().tile()).isEqualTo(336);
        assertThat(read.tiling().side()).isEqualTo(24);
        assertThat(read.llava().decoder()).isEqualTo("llama");
        for (String decoder : List.of("mistral", "qwen2")) {
            assertThat(read(", \"text_config\": {\"model_type\": \"" + decoder + "\"}")
                            .llava()
                            .decoder())
                    .isEqualTo(decoder);
        }
    }

    @Test
    void bothGenerationsOfTransformersWriteTheSameModel() throws IOException {
        Path golden = GoldenCases.folder("llava_next-tiny");
        LlavaNextConfig older = LlavaNextConfig.read(golden);
        Files.copy(golden.resolve("config-saved.json"), folder.resolve("config.json"));
        assertThat(LlavaNextConfig.read(folder)).isEqualTo(older);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "image_grid_pinpoints": [[336, 500]]         | image_grid_pinpoints has 336 x 500, expected multiples of the vision tower's image_size, 336
            "image_grid_pinpoints": []                   | image_grid_pinpoints is empty
            "image_grid_pinpoints": [[336]]              | image_grid_pinpoints[0] has 1 numbers, expected height and width
            "vision_feature_select_strategy": "full"     | vision_feature_select_strategy is "full"
            "vision_config": {"model_type": "siglip_vision_model"} | vision_config.model_type is the string "siglip_vision_model": wrong architecture, expected clip_vision_model
            "architectures": ["LlavaForConditionalGeneration"] | wrong architecture, expected LlavaNextForConditionalGeneration
            """)
    void refusesByName(String field, String message) {
        assertThatThrownBy(() -> read(", " + field))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining(message);
    }
}
