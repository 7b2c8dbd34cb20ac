package io.github.fttp.metrics.conceptworld;

import io.github.fttp.core.text.TextSpan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Makes sentences of patterns: {@code (who is (this|that)|whom do you see)?} chooses between alternatives, which nest, and
 * {@code {who}} is replaced by what the slot holds.
 */
final class Phrases {
    private final Map<String, LabelledText> slots = new LinkedHashMap<>();

    /** The slot holds a name or an alias. */
    Phrases name(String slot, String text) {
        return text(slot, new LabelledText(text, List.of(all(text)), List.of()));
    }

    /** The slot holds a fact. */
    Phrases fact(String slot, String text) {
        return text(slot, new LabelledText(text, List.of(), List.of(all(text))));
    }

    /** The slot holds ordinary words. */
    Phrases words(String slot, String text) {
        return text(slot, new LabelledText(text, List.of(), List.of()));
    }

    /** The slot holds a text whose words are labelled already. */
    Phrases text(String slot, LabelledText text) {
        slots.put(slot, text);
        return this;
    }

    private static TextSpan all(String text) {
        return new TextSpan(0, text.length());
    }

    /** One sentence, or several, each beginning with a capital letter. */
    LabelledText say(String pattern, SplittableRandom random) {
        Saying saying = new Saying(pattern, random);
        saying.sequence(true);
        return saying.done();
    }

    /** A pattern on its way through, left to right. */
    private final class Saying {
        private final String pattern;
        private final SplittableRandom random;
        private final StringBuilder text = new StringBuilder();
        private final List<TextSpan> names = new ArrayList<>();
        private final List<TextSpan> facts = new ArrayList<>();
        private int at;

        Saying(String pattern, SplittableRandom random) {
            this.pattern = pattern;
            this.random = random;
        }

        /** Up to the end, or to the bar or bracket that ends an alternative. */
        void sequence(boolean taken) {
            while (at < pattern.length()) {
                char c = pattern.charAt(at);
                if (c == '|' || c == ')') return;
                at++;
                if (c == '(') alternatives(taken);
                else if (c == '{') slot(taken);
                else if (taken) add(c);
            }
        }

        private void alternatives(boolean taken) {
            int chosen = taken ? random.nextInt(count()) : -1;
            for (int i = 0; ; i++) {
                sequence(i == chosen);
                if (pattern.charAt(at++) == ')') return;
            }
        }

        /** Alternatives of the bracket that was opened in front. */
        private int count() {
            int count = 1;
            int depth = 0;
            for (int i = at; ; i++) {
                char c = pattern.charAt(i);
                if (c == '(') depth++;
                if (c == '|' && depth == 0) count++;
                if (c == ')' && depth-- == 0) return count;
            }
        }

        private void slot(boolean taken) {
            int end = pattern.indexOf('}', at);
            String name = pattern.substring(at, end);
            at = end + 1;
            if (!taken) return;
            LabelledText slot = slots.get(name);
            if (slot == null) throw new IllegalArgumentException("no words for {" + name + "} in " + pattern);
            int start = text.length();
            for (char c : slot.text().toCharArray()) add(c);
            slot.names().forEach(span -> names.add(span.shifted(start)));
            slot.facts().forEach(span -> facts.add(span.shifted(start)));
        }

        private void add(char c) {
            int length = text.length();
            boolean opens = length == 0
                    || length > 1 && text.charAt(length - 1) == ' ' && ".?!".indexOf(text.charAt(length - 2)) >= 0;
            text.append(opens ? Character.toUpperCase(c) : c);
        }

        LabelledText done() {
            return new LabelledText(text.toString(), names, facts);
        }
    }
}
