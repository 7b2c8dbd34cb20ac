package io.github.fttp.mllm.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VisionLanguageFamiliesTest {
    @TempDir
    Path folder;

    @Test
    void theClassInTheConfigurationSaysTheFamily() throws IOException {
        config("{\"model_type\": \"llava\", \"architectures\": [\"LlavaForConditionalGeneration\"]}");
        assertThat(VisionLanguageFamilies.of(folder).name()).isEqualTo("LLaVA 1.5");
    }

    @Test
    void theTypeSaysItWhereNoClassIsNamed() throws IOException {
        config("{\"model_type\": \"llava\"}");
        assertThat(VisionLanguageFamilies.of(folder).name()).isEqualTo("LLaVA 1.5");
    }

    @Test
    void anUnknownFamilyEndsInOneLineThatListsTheKnownOnes() throws IOException {
        config("{\"model_type\": \"idefics\", \"architectures\": [\"IdeficsForVisionText2Text\"]}");
        assertThatThrownBy(() -> VisionLanguageFamilies.of(folder))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("config.json: is of IdeficsForVisionText2Text, known are ")
                .hasMessageContaining("LLaVA 1.5 (LlavaForConditionalGeneration, LlavaModel)")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aFolderWithoutConfigurationIsNoModels() {
        assertThatThrownBy(() -> VisionLanguageFamilies.of(folder))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("it has no config.json");
    }

    private void config(String text) throws IOException {
        Files.writeString(folder.resolve("config.json"), text);
    }
}
