package io.github.fttp.core.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.io.BadCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClipTextConfigTest {
    @TempDir
    Path folder;

    private ClipTextConfig read(String fields) throws IOException {
        Files.writeString(folder.resolve("config.json"), "{" + fields + "}");
        return ClipTextConfig.read(folder);
    }

    private ClipTextConfig clip(String fields) throws IOException {
        return read("\"model_type\": \"clip_text_model\"" + fields);
    }

    @Test
    void takesTheReferencesDefaultsForAbsentFields() throws IOException {
        assertThat(clip(""))
                .isEqualTo(new ClipTextConfig(
                        49408, 512, 2048, 12, 8, 77, 1e-5, Activation.QUICK_GELU, 49407, false, 512));
    }

    @Test
    void readsTheConfigurationOfStableDiffusionTwo() throws IOException {
        assertThat(read("""
                "architectures": ["CLIPTextModel"], "attention_dropout": 0.0, "bos_token_id": 0, "dropout": 0.0,
                "eos_token_id": 2, "hidden_act": "gelu", "hidden_size": 1024, "initializer_factor": 1.0,
                "initializer_range": 0.02, "intermediate_size": 4096, "layer_norm_eps": 1e-05,
                "max_position_embeddings": 77, "model_type": "clip_text_model", "num_attention_heads": 16,
                "num_hidden_layers": 23, "pad_token_id": 1, "projection_dim": 512, "torch_dtype": "float32",
                "transformers_version": "4.25.0.dev0", "vocab_size": 49408"""))
                .isEqualTo(new ClipTextConfig(49408, 1024, 4096, 23, 16, 77, 1e-5, Activation.GELU, 2, false, 512));
    }

    @Test
    void projectsWhereTheArchitectureSaysSo() throws IOException {
        ClipTextConfig read = clip(", \"architectures\": [\"CLIPTextModelWithProjection\"], \"projection_dim\": 1280");
        assertThat(read.isProjecting()).isTrue();
        assertThat(read.projectionSize()).isEqualTo(1280);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "model_type": "clip"                                        | model_type is the string "clip": wrong architecture, expected clip_text_model
            "hidden_size": 8                                            | model_type is missing
            "model_type": "clip_text_model", "architectures": ["T5EncoderModel"] | wrong architecture, expected CLIPTextModel or CLIPTextModelWithProjection
            "model_type": "clip_text_model", "hidden_act": "relu"       | hidden_act is the string "relu", supported is one of [gelu,
            "model_type": "clip_text_model", "attention_dropout": 0.1   | attention_dropout is 0.1, which is not supported
            "model_type": "clip_text_model", "quantization_config": {"bits": 4} | quantization_config is {"bits":4}, which is not supported
            "model_type": "clip_text_model", "hidden_size": 12, "num_attention_heads": 5 | hidden_size is 12, expected a multiple of num_attention_heads, 5
            "model_type": "clip_text_model", "vocab_size": 0            | vocab_size is the number 0, expected a whole number from 1
            "model_type": "clip_text_model", "eos_token_id": -1         | eos_token_id is the number -1, expected a whole number from 0
            "model_type": "clip_text_model", "architectures": [7]       | architectures[0] is the number 7, expected a string""")
    void namesFaultsAndUnsupportedSettings(String fields, String message) {
        assertThatThrownBy(() -> read(fields))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining(folder.resolve("config.json").toString())
                .hasMessageContaining(message);
    }
}
