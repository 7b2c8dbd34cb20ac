package io.github.fttp.mllm.data;

/** How a family of models puts questions and answers together into one prompt. Its text stands in manifests. */
public interface ChatTemplate {
    /** The prompt of a whole conversation, its answers marked. */
    Prompt prompt(Conversation conversation);

    /** The prompt up to where the next answer begins; the conversation may end with a question. */
    Prompt question(Conversation conversation);

    /** The token in front of every prompt, such as {@code <s>}; empty for none. */
    String begin();

    /** The token that ends an answer, such as {@code </s>}. */
    String end();
}
