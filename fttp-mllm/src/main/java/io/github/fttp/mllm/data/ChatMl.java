package io.github.fttp.mllm.data;

/** Messages between tokens of their own, ChatML, as Qwen's chats have them: {@code <|im_start|>ROLE\nTEXT<|im_end|>\n}. */
public final class ChatMl {
    /** The token that ends a message. */
    public static final String END = "<|im_end|>";

    /** What Qwen's system says where a conversation says nothing. */
    public static final String SYSTEM = "You are a helpful assistant.";

    private static final String START = "<|im_start|>";

    private final Prompt.Builder prompt;

    /** @param prompt takes the messages */
    public ChatMl(Prompt.Builder prompt) {
        this.prompt = prompt;
    }

    /** Begins a message, whose text the caller writes into the prompt. */
    public void begin(String role) {
        prompt.token(START);
        prompt.text(role + "\n");
    }

    /** Ends a message. */
    public void end() {
        prompt.token(END);
        prompt.text("\n");
    }

    /** A whole message. */
    public void message(String role, String text) {
        begin(role);
        prompt.text(text);
        end();
    }

    /** A message of the assistant's, an answer from behind its role to its end token. */
    public void answer(String text) {
        beginAnswer();
        prompt.answer(text, END);
        prompt.text("\n");
    }

    /** Begins the assistant's next message. */
    public void beginAnswer() {
        begin("assistant");
    }
}
