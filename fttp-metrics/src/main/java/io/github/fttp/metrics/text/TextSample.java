package io.github.fttp.metrics.text;

import java.util.List;

/**
 * A question with its answers, as metrics of text see it.
 *
 * @param id names it in messages
 * @param question as a person reads it
 * @param answer the right one
 * @param paraphrases the right one in other words; may be empty
 * @param wrong answers; may be empty
 */
public record TextSample(String id, String question, String answer, List<String> paraphrases, List<String> wrong) {
    public TextSample {
        paraphrases = List.copyOf(paraphrases);
        wrong = List.copyOf(wrong);
    }

    /** One without other answers. */
    public static TextSample of(String id, String question, String answer) {
        return new TextSample(id, question, answer, List.of(), List.of());
    }
}
