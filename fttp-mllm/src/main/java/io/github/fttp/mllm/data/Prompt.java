package io.github.fttp.mllm.data;

import io.github.fttp.core.text.TextSpan;
import java.util.ArrayList;
import java.util.List;

/**
 * The text a model is given, in stretches that are cut into tokens alone, and single tokens between them.
 *
 * @param text all of it
 * @param parts in order, together the whole text
 * @param answers where the assistant speaks, each from right behind its name to behind its end token
 */
public record Prompt(String text, List<Part> parts, List<TextSpan> answers) {
    /**
     * A part of the text.
     *
     * @param span where it stands
     * @param isToken whether it is one token by itself, such as {@code </s>}
     */
    public record Part(String text, TextSpan span, boolean isToken) {}

    /** Puts a prompt together from left to right. */
    public static final class Builder {
        private final StringBuilder all = new StringBuilder();
        private final StringBuilder pending = new StringBuilder();
        private final List<Part> parts = new ArrayList<>();
        private final List<TextSpan> answers = new ArrayList<>();
        private int length;

        /** Begins an empty one. */
        public Builder() {}

        /** Text, in which only {@code <image>} is a token. */
        public void text(String text) {
            String rest = text;
            for (int at = rest.indexOf(Conversation.IMAGE); at >= 0; at = rest.indexOf(Conversation.IMAGE)) {
                pending.append(rest, 0, at);
                token(Conversation.IMAGE);
                rest = rest.substring(at + Conversation.IMAGE.length());
            }
            pending.append(rest);
        }

        /** A token by itself. */
        public void token(String token) {
            flush();
            add(token, true);
        }

        /** Adds what the assistant says and the token that ends it, which may be none. */
        public void answer(String text, String end) {
            int start = length + pending.codePointCount(0, pending.length());
            pending.append(text);
            if (!end.isEmpty()) token(end);
            answers.add(new TextSpan(start, length + pending.codePointCount(0, pending.length())));
        }

        /** Gives what was put together. */
        public Prompt build() {
            flush();
            return new Prompt(all.toString(), List.copyOf(parts), List.copyOf(answers));
        }

        private void flush() {
            if (!pending.isEmpty()) add(pending.toString(), false);
            pending.setLength(0);
        }

        private void add(String text, boolean isToken) {
            int end = length + text.codePointCount(0, text.length());
            parts.add(new Part(text, new TextSpan(length, end), isToken));
            all.append(text);
            length = end;
        }
    }
}
