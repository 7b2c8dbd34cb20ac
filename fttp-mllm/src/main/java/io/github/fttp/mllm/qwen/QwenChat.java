package io.github.fttp.mllm.qwen;

import io.github.fttp.mllm.data.ChatMl;
import io.github.fttp.mllm.data.ChatTemplate;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.Conversation.Speaker;
import io.github.fttp.mllm.data.Conversation.Turn;
import io.github.fttp.mllm.data.Prompt;

/**
 * How Qwen-VL's questions and answers become one prompt: each message between tokens of its own, an image between two marks where
 * it stands in the text, nothing trimmed. {@code <|im_start|>user\nTEXT<|im_end|>\n<|im_start|>assistant\nTEXT<|im_end|>\n}.
 *
 * @param name in manifests
 * @param system what the system says where a conversation says nothing; empty for an empty message
 * @param alwaysSystem whether it says that then, or nothing at all
 * @param numbered whether {@code Picture N: } stands before each image
 */
public record QwenChat(String name, String system, boolean alwaysSystem, boolean numbered) implements ChatTemplate {
    /** The token at each position of an image. */
    public static final String IMAGE = "<|image_pad|>";

    /** Qwen2.5-VL's. */
    public static final QwenChat QWEN2_5_VL = new QwenChat("qwen2_5_vl", ChatMl.SYSTEM, true, false);

    /** Qwen3-VL's, which says nothing unasked. */
    public static final QwenChat QWEN3_VL = new QwenChat("qwen3_vl", "", false, false);

    @Override
    public Prompt prompt(Conversation conversation) {
        return written(conversation).build();
    }

    @Override
    public Prompt question(Conversation conversation) {
        Prompt.Builder prompt = written(conversation);
        new ChatMl(prompt).beginAnswer();
        return prompt.build();
    }

    private Prompt.Builder written(Conversation conversation) {
        Prompt.Builder prompt = new Prompt.Builder();
        ChatMl messages = new ChatMl(prompt);
        String said = conversation.system().isEmpty() ? system : conversation.system();
        if (alwaysSystem || !said.isEmpty()) messages.message("system", said);
        int images = 0;
        for (Turn turn : conversation.turns()) {
            if (turn.speaker() == Speaker.ASSISTANT) {
                messages.answer(turn.text());
                continue;
            }
            messages.begin("user");
            images = question(turn.text(), images, prompt);
            messages.end();
        }
        return prompt;
    }

    /** @return how many images there are so far */
    private int question(String text, int before, Prompt.Builder prompt) {
        int images = before;
        String rest = text;
        for (int at = rest.indexOf(Conversation.IMAGE); at >= 0; at = rest.indexOf(Conversation.IMAGE)) {
            images++;
            prompt.text(rest.substring(0, at) + (numbered ? "Picture " + images + ": " : ""));
            prompt.token("<|vision_start|>");
            prompt.token(IMAGE);
            prompt.token("<|vision_end|>");
            rest = rest.substring(at + Conversation.IMAGE.length());
        }
        prompt.text(rest);
        return images;
    }

    @Override
    public String begin() {
        return "";
    }

    @Override
    public String end() {
        return ChatMl.END;
    }

    @Override
    public String toString() {
        return name;
    }
}
