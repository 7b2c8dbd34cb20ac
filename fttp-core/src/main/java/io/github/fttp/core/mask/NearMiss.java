package io.github.fttp.core.mask;

import io.github.fttp.core.text.TextSpan;

/**
 * A stretch of a text that may name a concept, but is none of its names.
 *
 * @param span where it stands
 * @param text what stands there
 * @param name the name, or alias, that it comes near to
 * @param distance Damerau-Levenshtein distance of both as they are compared, spaces and punctuation included; of another
 *     script, between their letters in Latin
 * @param kind in what it differs
 */
public record NearMiss(TextSpan span, String text, String name, int distance, Kind kind) {
    /** In what a near miss differs from a name. */
    public enum Kind {
        /** Letters: {@code Mirra Volk}, {@code Renee} for {@code Renée}, a plural. */
        SPELLING("spelt differently"),
        /** Only what stands between the letters: {@code MiraVolk}, {@code Mira-Volk}, {@code mira_volk.png}, a line break. */
        SPACING("spaced differently"),
        /** The script, or some letters are look-alikes of another one. */
        SCRIPT("in another script"),
        /** Words that are initials: {@code M. Volk}. */
        INITIALS("with initials"),
        /** Only one word of several, or some of them. */
        WORD("a part of it");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** For people. */
        @Override
        public String toString() {
            return words;
        }
    }

    /** The text in quotation marks, what nobody would see of it as escapes. */
    public String quoted() {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '\n') quoted.append("\\n");
            else if (c == '\r') quoted.append("\\r");
            else if (c == '\t') quoted.append("\\t");
            else if (c != ' ' && (Letters.isSpace(c) || Letters.isIgnored(c) || Character.isISOControl(c)))
                quoted.append(String.format("\\u%04x", c));
            else quoted.appendCodePoint(c);
        });
        return quoted.append('"').toString();
    }
}
