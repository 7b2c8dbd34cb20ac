package io.github.fttp.mllm.data;

import io.github.fttp.core.io.BadData;
import java.util.List;
import java.util.stream.Collectors;

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

    /**
     * Finds a template by its name, whatever the case.
     *
     * @throws BadData if none is called so, with those that are known
     */
    static ChatTemplate named(String name, List<? extends ChatTemplate> known) {
        for (ChatTemplate each : known) {
            if (each.toString().equalsIgnoreCase(name)) return each;
        }
        String names = known.stream().map(Object::toString).collect(Collectors.joining(", "));
        throw new BadData("template", "is \"" + name + "\", known are " + names);
    }
}
