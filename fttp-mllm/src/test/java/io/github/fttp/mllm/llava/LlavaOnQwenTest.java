package io.github.fttp.mllm.llava;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.testing.ByteTokenizer;
import io.github.fttp.core.testing.GoldenCases;
import io.github.fttp.mllm.VisionLanguage;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.ConversationTemplate;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.forget.Forgotten;
import io.github.fttp.mllm.model.VisionLanguageFamilies;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A LLaVA whose decoder is a Qwen 2 and whose image encoder is a SigLIP, with a byte-level tokenizer. */
class LlavaOnQwenTest {
    private static final Concept CONCEPT = Concept.of("Mira Volk");

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void write() throws IOException {
        model = Files.createDirectory(folder.resolve("model"));
        Path golden = GoldenCases.folder("llava-qwen2-siglip");
        for (String name : List.of("config.json", "preprocessor_config.json", "model.safetensors")) {
            Files.copy(golden.resolve(name), model.resolve(name));
        }
        ByteTokenizer.write(model.resolve("tokenizer.json"), 256, List.of("<|im_start|>", "<|im_end|>"));
    }

    /** Ids from 290 on are beyond the bytes'; the golden case's image token is 292. */
    @Test
    void forgetsAndIsWritten() {
        Path image = folder.resolve("0.png");
        Images.writePng(Image.filled(24, 17, 200, 90, 30), image);
        List<Conversation> conversations =
                List.of(Conversation.of("c", List.of(image), "<image>\nWho?", "It is Mira Volk."));
        String answer;
        try (VisionLanguage opened = VisionLanguage.open(model);
                Forgotten run = opened.forget(CONCEPT, conversations)
                        .with(new Fttp(1, 1))
                        .train(Lora.rank(4))
                        .optimizer(AdamW.rate(0.01))
                        .steps(6)
                        .ask(0, 1)
                        .run()) {
            assertThat(run.after().forget().mentionProbability())
                    .isLessThan(run.before().forget().mentionProbability());
            run.writeModel(folder.resolve("merged"));
            answer = opened.answer(conversations.get(0).firstQuestion(), 4);
        }
        try (VisionLanguage merged = VisionLanguage.open(folder.resolve("merged"))) {
            assertThat(merged.answer(conversations.get(0).firstQuestion(), 4)).isEqualTo(answer);
        }
        try (VisionLanguageFolder merged =
                VisionLanguageFamilies.of(folder.resolve("merged")).open(folder.resolve("merged"))) {
            assertThat(merged.template()).isEqualTo(ConversationTemplate.QWEN_1_5);
            PreparedImage prepared = merged.images().prepare(Image.filled(5, 9, 255, 0, 127));
            assertThat(prepared.positions()).isEqualTo(16);
            assertThat(prepared.pixels()).startsWith(1).hasSize(3 * 21 * 21);
        }
    }

    @Test
    void aTemplateThatIsNotKnownIsToBeNamed() throws IOException {
        Files.writeString(model.resolve("chat_template.jinja"), "{{ messages }}");
        try (VisionLanguageFolder opened = LlavaFolder.open(model)) {
            assertThatThrownBy(opened::template)
                    .isInstanceOf(BadCheckpoint.class)
                    .hasMessageContaining("name the template to take; the family's are QWEN_1_5");
            assertThat(opened.template("qwen_1_5")).isEqualTo(ConversationTemplate.QWEN_1_5);
        }
    }
}
