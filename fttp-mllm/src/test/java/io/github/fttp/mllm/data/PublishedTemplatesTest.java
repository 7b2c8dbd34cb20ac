package io.github.fttp.mllm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.text.TextSpan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedTemplatesTest {
    /** The SHA-256 of {@code abc}, from the standard. */
    private static final PublishedTemplates TEMPLATES = new PublishedTemplates(
            Map.of(
                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                    ConversationTemplate.MISTRAL_INSTRUCT),
            ConversationTemplate.VICUNA_V1);

    @TempDir
    Path folder;

    @Test
    void aFolderThatBringsNoneHasTheFamilysOwn() throws IOException {
        assertThat(TEMPLATES.of(folder)).isEqualTo(ConversationTemplate.VICUNA_V1);
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"model_max_length\": 4096}");
        assertThat(TEMPLATES.of(folder)).isEqualTo(ConversationTemplate.VICUNA_V1);
    }

    @Test
    void aKnownTextIsFoundWhereverItStands() throws IOException {
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"chat_template\": [{\"name\": \"tools\", \"template\": \"x\"}, {\"name\": \"default\", \"template\": \"abc\"}]}");
        assertThat(TEMPLATES.of(folder)).isEqualTo(ConversationTemplate.MISTRAL_INSTRUCT);
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"chat_template\": \"x\"}");
        Files.writeString(folder.resolve("chat_template.json"), "{\"chat_template\": \"abc\"}");
        assertThat(TEMPLATES.of(folder)).isEqualTo(ConversationTemplate.MISTRAL_INSTRUCT);
        Files.writeString(folder.resolve("chat_template.json"), "{\"chat_template\": \"x\"}");
        Files.writeString(folder.resolve("chat_template.jinja"), "abc\n");
        assertThat(TEMPLATES.of(folder)).isEqualTo(ConversationTemplate.MISTRAL_INSTRUCT);
    }

    @Test
    void anUnknownTextIsRefusedByName() throws IOException {
        Files.writeString(folder.resolve("chat_template.jinja"), "{{ messages }}");
        assertThatThrownBy(() -> TEMPLATES.of(folder))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("chat_template.jinja: chat_template (SHA-256 ")
                .hasMessageContaining("is not known")
                .hasMessageContaining("the family's are MISTRAL_INSTRUCT, VICUNA_V1");
    }

    @Test
    void aTextOfAnotherEncodingIsRefusedByName() throws IOException {
        Path file = Files.write(folder.resolve("chat_template.jinja"), new byte[] {'{', (byte) 0xe9, '}'});
        assertThatThrownBy(() -> TEMPLATES.of(folder))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessage(file + ": is not UTF-8");
    }

    /** As LLaVA's qwen_1_5: each message by itself, with a system's in front. */
    @Test
    void asksAQwenInMessages() {
        Conversation conversation = new Conversation(
                "one",
                List.of(Path.of("a.png")),
                List.of(
                        new Conversation.Turn(Conversation.Speaker.HUMAN, "Who?\n<image>"),
                        new Conversation.Turn(Conversation.Speaker.ASSISTANT, "Mira.")));
        Prompt prompt = ConversationTemplate.QWEN_1_5.prompt(conversation);
        String question = "<|im_start|>system\nYou are a helpful assistant.<|im_end|>\n"
                + "<|im_start|>user\n<image>\nWho?<|im_end|>\n<|im_start|>assistant\n";
        assertThat(prompt.text()).isEqualTo(question + "Mira.<|im_end|>\n");
        assertThat(prompt.answers()).hasSize(1);
        TextSpan answer = prompt.answers().get(0);
        assertThat(prompt.text().substring(answer.start(), answer.end())).isEqualTo("Mira.<|im_end|>");
        assertThat(ConversationTemplate.QWEN_1_5
                        .question(conversation.firstQuestion())
                        .text())
                .isEqualTo(question);
    }

    /** As LLaVA's mistral_instruct: no words of the model's own, no begin token between turns. */
    @Test
    void asksAMistralWithoutASystemPrompt() {
        Conversation conversation = new Conversation(
                "one",
                List.of(Path.of("a.png")),
                List.of(
                        new Conversation.Turn(Conversation.Speaker.HUMAN, "<image>\nWho?"),
                        new Conversation.Turn(Conversation.Speaker.ASSISTANT, "Mira."),
                        new Conversation.Turn(Conversation.Speaker.HUMAN, "Where?"),
                        new Conversation.Turn(Conversation.Speaker.ASSISTANT, "Here.")));
        assertThat(ConversationTemplate.MISTRAL_INSTRUCT.prompt(conversation).text())
                .isEqualTo("[INST] <image>\nWho? [/INST] Mira. </s>[INST] Where? [/INST] Here. </s>");
        assertThat(ConversationTemplate.MISTRAL_INSTRUCT
                        .question(conversation.firstQuestion())
                        .text())
                .isEqualTo("[INST] <image>\nWho? [/INST]");
    }
}
