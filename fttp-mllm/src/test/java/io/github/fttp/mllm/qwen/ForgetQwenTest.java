package io.github.fttp.mllm.qwen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.nn.RandomWeights;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.testing.ByteTokenizer;
import io.github.fttp.core.train.Pretraining;
import io.github.fttp.mllm.VisionLanguage;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.forget.Forgotten;
import io.github.fttp.mllm.model.VisionLanguageFamilies;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import io.github.fttp.mllm.qwen2_5vl.Qwen25VlConfig;
import io.github.fttp.mllm.qwen3vl.Qwen3VlConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tiny folders of both families, with a byte-level tokenizer and images of different sizes. */
class ForgetQwenTest {
    private static final Concept CONCEPT = Concept.of("Mira Volk");
    private static final List<String> SPECIAL = List.of(
            "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>");

    private enum Family {
        QWEN2_5_VL("""
                {"model_type": "qwen2_5_vl", "architectures": ["Qwen2_5_VLForConditionalGeneration"],
                 "tie_word_embeddings": true, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2,
                 "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 262, "image_token_id": 5,
                 "rope_scaling": {"type": "mrope", "mrope_section": [2, 1, 1]},
                 "vision_config": {"depth": 2, "hidden_size": 16, "intermediate_size": 24, "num_heads": 2,
                  "out_hidden_size": 32, "patch_size": 4, "window_size": 16, "fullatt_block_indexes": [1]}}
                """, "qwen2_5_vl", folder -> Qwen25VlConfig.read(folder).architecture()),
        QWEN3_VL("""
                {"model_type": "qwen3_vl", "architectures": ["Qwen3VLForConditionalGeneration"],
                 "tie_word_embeddings": true, "image_token_id": 5,
                 "text_config": {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "head_dim": 8,
                  "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 262,
                  "rope_scaling": {"rope_type": "default", "mrope_interleaved": true, "mrope_section": [2, 1, 1]}},
                 "vision_config": {"depth": 2, "hidden_size": 16, "intermediate_size": 24, "num_heads": 2,
                  "out_hidden_size": 32, "patch_size": 4, "num_position_embeddings": 16, "deepstack_visual_indexes": [0]}}
                """, "qwen3_vl", folder -> Qwen3VlConfig.read(folder).architecture());

        private final String config;
        private final String template;
        private final Function<Path, QwenArchitecture> architecture;

        Family(String config, String template, Function<Path, QwenArchitecture> architecture) {
            this.config = config;
            this.template = template;
            this.architecture = architecture;
        }
    }

    @TempDir
    Path folder;

    private Path model(Family family) throws IOException {
        Path model = Files.createDirectory(folder.resolve("model"));
        Files.writeString(model.resolve("config.json"), family.config);
        ByteTokenizer.write(model.resolve("tokenizer.json"), 0, SPECIAL);
        Files.writeString(
                model.resolve("preprocessor_config.json"),
                "{\"image_processor_type\": \"Qwen2VLImageProcessor\", \"patch_size\": 4, \"min_pixels\": 64,"
                        + " \"max_pixels\": 1024}");
        try (Engine engine = new OneDnnEngine();
                QwenModel random =
                        family.architecture.apply(model).of(new RandomWeights(engine.pool(), 5, 0.2, DType.FLOAT32))) {
            Pretraining.write(random, model.resolve("model.safetensors"));
        }
        return model;
    }

    private List<Conversation> conversations() {
        List<Conversation> conversations = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            byte[] rgb = new byte[3 * (20 + 9 * i) * 17];
            for (int at = 0; at < rgb.length; at++) rgb[at] = (byte) (at * (i + 3) % 251);
            Path image = folder.resolve(i + ".png");
            Images.writePng(Image.of(20 + 9 * i, 17, rgb), image);
            conversations.add(Conversation.of("c" + i, List.of(image), "<image>\nWho?", "It is Mira Volk " + i));
        }
        return conversations;
    }

    @ParameterizedTest
    @EnumSource
    void endsWithAnAdapterAndALowerProbabilityOfTheConcept(Family family) throws IOException {
        Path model = model(family);
        try (VisionLanguage opened = VisionLanguage.open(model, OneDnnEngine::new)) {
            Forgotten run = opened.forget(CONCEPT, conversations())
                    .with(new Fttp(1, 1))
                    .train(Lora.rank(4))
                    .optimizer(AdamW.rate(0.01))
                    .batch(2)
                    .steps(8)
                    .holdOut(0)
                    .ask(1, 4)
                    .run();
            assertThat(run.after().forget().conceptProbability())
                    .isLessThan(run.before().forget().conceptProbability() / 2);
            run.adapter().write(folder.resolve("adapter"));
            run.report().write(folder.resolve("report.html"));
        }
        assertThat(folder.resolve("report.html")).exists();
        assertThat(Safetensors.open(folder.resolve("adapter/adapter_model.safetensors"))
                        .names())
                .contains("base_model.model.model.language_model.layers.0.self_attn.q_proj.lora_A.weight");
        try (VisionLanguage again = VisionLanguage.open(model, OneDnnEngine::new)) {
            assertThat(again.adapter(folder.resolve("adapter"))
                            .answer(conversations().get(0), 3))
                    .isNotNull();
        }
    }

    /** Each letter of a name is a token here, and all of them carry the concept. */
    @ParameterizedTest
    @EnumSource
    void theConceptsTokensAreFoundByTheirPlaceInTheText(Family family) throws IOException {
        Path model = model(family);
        try (VisionLanguageFolder opened = VisionLanguageFamilies.of(model).open(model)) {
            EncodedSample sample =
                    opened.encoder(opened.template()).encode(conversations().get(0), CONCEPT, Matching.SPANS);
            assertThat(sample.conceptTokens()).isEqualTo("Mira Volk".length());
            assertThat(sample.labelled()).isEqualTo("It is Mira Volk 0".length() + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTemplateThatIsNotKnownIsRefusedUnlessOneIsNamed(Family family) throws IOException {
        Path model = model(family);
        Files.writeString(model.resolve("chat_template.jinja"), "{{ messages[0].content }}");
        try (VisionLanguageFolder opened = VisionLanguageFamilies.of(model).open(model)) {
            assertThatThrownBy(opened::template)
                    .isInstanceOf(BadCheckpoint.class)
                    .hasMessageContaining("chat_template.jinja: chat_template");
            assertThat(opened.template(family.template)).hasToString(family.template);
            assertThat(opened.template(family.template.toUpperCase(Locale.ROOT)))
                    .hasToString(family.template);
            assertThatThrownBy(() -> opened.template("vicuna_v1"))
                    .isInstanceOf(BadData.class)
                    .hasMessage("template: is \"vicuna_v1\", known are " + family.template);
        }
    }
}
