package io.github.fttp.mllm.llava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.clip.ClipVisionConfig;
import io.github.fttp.core.clip.VisionKind;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.testing.References;
import io.github.fttp.mllm.llama.AttentionKind;
import io.github.fttp.mllm.llama.LlamaConfig;
import io.github.fttp.mllm.llama.RopeScaling;
import io.github.fttp.mllm.llama.RopeSections;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigTest {
    @TempDir
    Path folder;

    private Path holding(String config) throws IOException {
        Files.writeString(folder.resolve("config.json"), config);
        return folder;
    }

    private LlamaConfig llama(String fields) throws IOException {
        return LlamaConfig.read(holding("{\"model_type\": \"llama\"" + fields + "}"));
    }

    private LlavaConfig llava(String fields) throws IOException {
        return LlavaConfig.read(holding("{\"model_type\": \"llava\"" + fields + "}"));
    }

    @Test
    void takesTheReferencesDefaultsForAbsentAndNullFields() throws IOException {
        LlamaConfig expected = new LlamaConfig(
                32000,
                4096,
                11008,
                32,
                32,
                32,
                128,
                2048,
                1e-6,
                10000,
                new RopeScaling.None(),
                0,
                RopeSections.none(),
                AttentionKind.PLAIN,
                false,
                false);
        assertThat(llama("")).isEqualTo(expected);
        assertThat(llama(", \"head_dim\": null, \"num_key_value_heads\": null, \"rope_scaling\": null"))
                .isEqualTo(expected);
        assertThat(ClipVisionConfig.read(holding("{\"model_type\": \"clip_vision_model\"}")))
                .isEqualTo(new ClipVisionConfig(
                        VisionKind.CLIP, 768, 3072, 12, 12, 3, 224, 32, 1e-5, Activation.QUICK_GELU));
        assertThat(llava(""))
                .isEqualTo(new LlavaConfig(
                        "llama",
                        expected,
                        new ClipVisionConfig(
                                VisionKind.CLIP, 1024, 4096, 24, 16, 3, 336, 14, 1e-5, Activation.QUICK_GELU),
                        32000,
                        List.of(23),
                        false,
                        Activation.GELU,
                        true));
    }

    @Test
    void readsTheConfigurationOfThePublishedSevenBillionModel() throws IOException {
        LlavaConfig read = LlavaConfig.read(holding("""
                {"architectures": ["LlavaForConditionalGeneration"], "ignore_index": -100, "image_token_index": 32000,
                 "model_type": "llava", "pad_token_id": 32001, "projector_hidden_act": "gelu",
                 "text_config": {"_name_or_path": "lmsys/vicuna-7b-v1.5", "architectures": ["LlamaForCausalLM"],
                   "max_position_embeddings": 4096, "model_type": "llama", "rms_norm_eps": 1e-05,
                   "torch_dtype": "float16", "vocab_size": 32064},
                 "tie_word_embeddings": false, "torch_dtype": "float16", "transformers_version": "4.36.0.dev0",
                 "vision_config": {"hidden_size": 1024, "image_size": 336, "intermediate_size": 4096,
                   "model_type": "clip_vision_model", "num_attention_heads": 16, "num_hidden_layers": 24,
                   "patch_size": 14, "projection_dim": 768, "vocab_size": 32000},
                 "vision_feature_layer": -2, "vision_feature_select_strategy": "default", "vocab_size": 32064}
                """));
        assertThat(read.text().vocabulary()).isEqualTo(32064);
        assertThat(read.text().rmsNormEps()).isEqualTo(1e-5);
        assertThat(read.text().headSize()).isEqualTo(128);
        assertThat(read.imagePositions()).isEqualTo(576);
        assertThat(read.featureLayers()).containsExactly(23);
        assertThat(read.projectorShape().dims()).containsExactly(4096, 1024);
    }

    /** The fields of LLaVA Interleave, whose smallest has half a billion weights. */
    @Test
    void readsAModelOnQwenWithASiglip() throws IOException {
        LlavaConfig read = LlavaConfig.read(holding("""
                {"architectures": ["LlavaForConditionalGeneration"], "ignore_index": -100, "image_token_index": 151646,
                 "model_type": "llava", "projector_hidden_act": "gelu",
                 "text_config": {"architectures": ["Qwen2ForCausalLM"], "hidden_size": 1024, "intermediate_size": 2816,
                   "max_position_embeddings": 32768, "max_window_layers": 21, "model_type": "qwen2",
                   "num_attention_heads": 16, "num_hidden_layers": 24, "num_key_value_heads": 16,
                   "rope_theta": 1000000.0, "sliding_window": 32768, "tie_word_embeddings": true,
                   "use_sliding_window": false, "vocab_size": 152000},
                 "vision_config": {"hidden_size": 1152, "image_size": 384, "intermediate_size": 4304,
                   "model_type": "siglip_vision_model", "num_attention_heads": 16, "num_hidden_layers": 26,
                   "patch_size": 14, "vision_use_head": false},
                 "vision_feature_layer": -1, "vision_feature_select_strategy": "full"}
                """));
        assertThat(read.text().attention()).isEqualTo(AttentionKind.INPUTS_BIASED);
        assertThat(read.text().slidingWindow()).isZero();
        assertThat(read.text().tiedEmbeddings()).isTrue();
        assertThat(read.vision())
                .isEqualTo(new ClipVisionConfig(
                        VisionKind.SIGLIP, 1152, 4304, 26, 16, 3, 384, 14, 1e-6, Activation.GELU_TANH));
        assertThat(read.featureLayers()).containsExactly(26);
        assertThat(read.imagePositions()).isEqualTo(27 * 27);
    }

    @Test
    void readsTheReferenceModels() {
        LlavaConfig llava = LlavaConfig.read(References.require("golden/llava-tiny"));
        assertThat(llava.text().keyValueHeads()).isEqualTo(2);
        assertThat(llava.text().vocabulary()).isEqualTo(199);
        assertThat(llava.imageToken()).isEqualTo(197);
        assertThat(llava.imagePositions()).isEqualTo(16);
        assertThat(llava.featureLayers()).containsExactly(2);
        LlamaConfig llama = LlamaConfig.read(References.require("golden/llama-tiny"));
        assertThat(llama).isEqualTo(llava.text());
        assertThat(ClipVisionConfig.read(References.require("golden/clip-vision-tiny")))
                .isEqualTo(llava.vision());
    }

    @Test
    void readsSettingsOfBothGenerationsOfTransformers() throws IOException {
        assertThat(llama(", \"rope_theta\": 5e5, \"rope_scaling\": {\"type\": \"linear\", \"factor\": 2}"))
                .extracting(LlamaConfig::ropeTheta, LlamaConfig::ropeScaling)
                .containsExactly(5e5, new RopeScaling.Linear(2));
        assertThat(llama(", \"rope_parameters\": {\"rope_theta\": 5e5, \"rope_type\": \"linear\", \"factor\": 2}"))
                .extracting(LlamaConfig::ropeTheta, LlamaConfig::ropeScaling)
                .containsExactly(5e5, new RopeScaling.Linear(2));
        assertThat(llama(", \"rope_parameters\": {\"rope_type\": \"default\", \"rope_theta\": 7}")
                        .ropeTheta())
                .isEqualTo(7);
        String llama3 = "\"rope_type\": \"llama3\", \"factor\": 8, \"low_freq_factor\": 1, \"high_freq_factor\": 4";
        assertThat(llama(", \"rope_scaling\": {" + llama3 + ", \"original_max_position_embeddings\": 8192}")
                        .ropeScaling())
                .isEqualTo(new RopeScaling.Llama3(8, 1, 4, 8192));
        assertThat(llama(", \"max_position_embeddings\": 64, \"rope_scaling\": {" + llama3 + "}")
                        .ropeScaling())
                .isEqualTo(new RopeScaling.Llama3(8, 1, 4, 64));
    }

    /** The reference goes by model_type there; some programs name the class of the whole model or of the one it was made of. */
    @Test
    void doesNotLookAtClassesNamedWithin() throws IOException {
        assertThat(llava(", \"text_config\": {\"architectures\": [\"LlavaLlamaForCausalLM\"]},"
                                + " \"vision_config\": {\"architectures\": [\"CLIPModel\"]}")
                        .text())
                .isEqualTo(llama(""));
    }

    @Test
    void namesTheFileThatMakesImagesOfAnotherSize() throws IOException {
        Path file = Files.writeString(
                folder.resolve("processor_config.json"),
                "{\"image_processor\": {\"size\": {\"shortest_edge\": 128}, \"crop_size\": 128}}");
        assertThatThrownBy(() -> ClipVisionConfig.large336().processor(folder))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessage(file + ": image_processor makes images of 128 x 128, the vision tower of config.json takes"
                        + " 336 x 336");
    }

    @Test
    void aLlamaHasNoWindowWhateverItsConfigurationSays() throws IOException {
        assertThat(llama(", \"sliding_window\": 2047").slidingWindow()).isZero();
    }

    @Test
    void aQwenHasDefaultsAndBiasesOfItsOwn() throws IOException {
        assertThat(LlamaConfig.read(holding("{\"model_type\": \"qwen2\"}")))
                .isEqualTo(new LlamaConfig(
                        151_936,
                        4096,
                        22_016,
                        32,
                        32,
                        32,
                        128,
                        32_768,
                        1e-6,
                        10_000,
                        new RopeScaling.None(),
                        0,
                        RopeSections.none(),
                        AttentionKind.INPUTS_BIASED,
                        false,
                        false));
    }

    /** Under "default" the first of its patches goes, as the reference has it. */
    @Test
    void aSiglipHasDefaultsOfItsOwnAndNoClassToken() throws IOException {
        LlavaConfig read = llava(", \"vision_config\": {\"model_type\": \"siglip_vision_model\"}");
        assertThat(read.vision())
                .isEqualTo(new ClipVisionConfig(
                        VisionKind.SIGLIP, 768, 3072, 12, 12, 3, 224, 16, 1e-6, Activation.GELU_TANH));
        assertThat(read.imagePositions()).isEqualTo(14 * 14 - 1);
    }

    @Test
    void aMistralHasDefaultsAndAWindowOfItsOwn() throws IOException {
        LlamaConfig absent = LlamaConfig.read(holding("{\"model_type\": \"mistral\"}"));
        assertThat(absent)
                .isEqualTo(new LlamaConfig(
                        32000,
                        4096,
                        14336,
                        32,
                        32,
                        8,
                        128,
                        131072,
                        1e-6,
                        10000,
                        new RopeScaling.None(),
                        4096,
                        RopeSections.none(),
                        AttentionKind.PLAIN,
                        false,
                        false));
        LlamaConfig none = LlamaConfig.read(
                holding("{\"model_type\": \"mistral\", \"sliding_window\": null, \"num_key_value_heads\": null}"));
        assertThat(none)
                .extracting(LlamaConfig::slidingWindow, LlamaConfig::keyValueHeads)
                .containsExactly(0, 32);
    }

    @Test
    void readsWhatChangesTheModelsParts() throws IOException {
        LlamaConfig llama = llama(", \"attention_bias\": true, \"mlp_bias\": true, \"tie_word_embeddings\": true,"
                + " \"hidden_size\": 60, \"num_attention_heads\": 4, \"head_dim\": 32, \"num_key_value_heads\": 1");
        assertThat(llama.attention()).isEqualTo(AttentionKind.BIASED);
        assertThat(llama.mlpBias()).isTrue();
        assertThat(llama.tiedEmbeddings()).isTrue();
        assertThat(llama.headSize()).isEqualTo(32);
        LlavaConfig llava = llava(", \"vision_feature_layer\": [-1, 0, 3], \"image_token_id\": 5,"
                + " \"vision_feature_select_strategy\": \"full\", \"projector_hidden_act\": \"gelu_new\","
                + " \"multimodal_projector_bias\": false, \"tie_word_embeddings\": true,"
                + " \"vision_config\": {\"num_hidden_layers\": 4, \"image_size\": [224, 224]}");
        assertThat(llava.featureLayers()).containsExactly(4, 0, 3);
        assertThat(llava.imageToken()).isEqualTo(5);
        assertThat(llava.imagePositions()).isEqualTo(50);
        assertThat(llava.projectorActivation()).isEqualTo(Activation.GELU_TANH);
        assertThat(llava.projectorBias()).isFalse();
        assertThat(llava.text().tiedEmbeddings()).isTrue();
        assertThat(llava.projectorShape().dims()).containsExactly(4096, 3 * 768);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "hidden_act": "relu"                                    | hidden_act is the string "relu", supported is one of [silu, swish]
            "rope_scaling": {"type": "yarn", "factor": 4}           | rope_scaling.type is the string "yarn", supported is one of [default, linear, llama3]
            "rope_scaling": {"rope_type": "dynamic", "factor": 4}   | rope_scaling.rope_type is the string "dynamic"
            "rope_scaling": {"rope_type": "linear"}                 | rope_scaling.factor is missing
            "rope_scaling": {"rope_type": "linear", "factor": "2"}  | rope_scaling.factor is the string "2", expected a finite number
            "rope_scaling": {"rope_type": "linear", "factor": 0}    | rope_scaling.factor is 0.0, expected a number above 0
            "rope_parameters": {"partial_rotary_factor": 0.5}       | rope_parameters.partial_rotary_factor
            "partial_rotary_factor": 0.5                            | partial_rotary_factor is the number 0.5
            "quantization_config": {"load_in_4bit": true}           | quantization_config is {"load_in_4bit":true}, which is not supported
            "quantization_config": {"quant_method": "gptq", "bits": 4, "group_size": 128} | quantization_config is {"quant_method":"gptq","bits":4}, which is not supported
            "attention_dropout": 0.1                                | attention_dropout is 0.1, which is not supported
            "num_key_value_heads": 5                                | num_key_value_heads is 5, expected a divisor of num_attention_heads, 32
            "num_attention_heads": 33                               | hidden_size is 4096, expected a multiple of num_attention_heads, 33
            "head_dim": 3                                           | heads of size 3, expected an even one
            "vocab_size": 0                                         | vocab_size is the number 0, expected a whole number from 1
            "hidden_size": "big"                                    | hidden_size is the string "big"
            "rms_norm_eps": NaN                                     | rms_norm_eps is the number NaN, expected a finite number
            "attention_bias": 1                                     | attention_bias is the number 1, expected true or false
            "architectures": ["MistralForCausalLM"]                 | architectures[0] is the string "MistralForCausalLM": wrong architecture, expected LlamaForCausalLM or LlamaModel
            """)
    void refusesLlamaSettingsByName(String field, String message) {
        assertThatThrownBy(() -> llama(", " + field))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("config.json: ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"model_type": "llava", "text_config": {"model_type": "gemma"}}               | text_config.model_type is the string "gemma", supported is one of [llama, mistral, qwen2]
            {"model_type": "llava", "text_config": {"model_type": "qwen2", "use_sliding_window": true}} | text_config.use_sliding_window is true, which is not supported
            {"model_type": "llava", "text_config": {"model_type": "qwen2", "layer_types": ["full_attention", "sliding_attention"]}} | text_config.layer_types has "sliding_attention", supported is "full_attention" alone
            {"model_type": "llava", "text_config": {"model_type": null}}                  | text_config.model_type is null
            {"model_type": "llava", "vision_config": {"model_type": "pixtral"}}           | vision_config.model_type is the string "pixtral", supported is one of [clip_vision_model, siglip_vision_model]
            {"model_type": "llava", "vision_config": {"image_size": [336, 224]}}          | vision_config.image_size is [336,224], supported is a square
            {"model_type": "llava", "vision_config": {"patch_size": 300}}                 | vision_config patch_size is 300, expected at most image_size, 224
            {"model_type": "llava", "vision_feature_layer": -26}                          | vision_feature_layer is the number -26, expected a whole number from -25 to 24
            {"model_type": "llava", "vision_feature_layer": []}                           | vision_feature_layer is empty
            {"model_type": "llava", "vision_feature_select_strategy": "cls"}              | vision_feature_select_strategy is the string "cls", supported is one of [default, full]
            {"model_type": "llava", "architectures": ["LlavaLlamaForCausalLM"]}           | wrong architecture, expected LlavaForConditionalGeneration or LlavaModel
            {"model_type": "llama"}                                                       | model_type is the string "llama": wrong architecture, expected llava
            {"architectures": ["LlavaForConditionalGeneration"]}                          | model_type is missing
            []                                                                            | expected an object
            {"model_type": "llava",                                                       | line 1
            """)
    void refusesLlavaSettingsByName(String config, String message) {
        assertThatThrownBy(() -> LlavaConfig.read(holding(config)))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("config.json: ")
                .hasMessageContaining(message);
    }

    @Test
    void refusesAFolderWithoutConfiguration() {
        assertThatThrownBy(() -> LlavaConfig.read(folder))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("config.json: cannot be read: not found");
    }

    @Test
    void namesFieldsItDoesNotKnowInTheLog() throws IOException {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            llava(", \"use_cache\": true, \"text_config\": {\"mystery\": 3, \"empty\": null, \"pretraining_tp\": 1}");
        } finally {
            System.setErr(before);
        }
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("config.json: text_config.mystery is not known here and has no effect")
                .doesNotContain("empty", "use_cache", "pretraining_tp");
    }
}
