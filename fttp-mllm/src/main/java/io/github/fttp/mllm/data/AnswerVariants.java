package io.github.fttp.mllm.data;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import java.nio.file.Path;
import java.util.List;

/**
 * Other answers to a sample's first question, to measure by: right ones in other words, and wrong ones. A file of conversations
 * has them beside the turns as {@code "paraphrased_answer"} and {@code "perturbed_answer"}, each a text or an array of texts, as
 * TOFU calls them.
 *
 * @param paraphrased may be empty
 * @param wrong likewise
 */
public record AnswerVariants(List<String> paraphrased, List<String> wrong) {
    public AnswerVariants {
        paraphrased = List.copyOf(paraphrased);
        wrong = List.copyOf(wrong);
    }

    /**
     * Reads those of each sample of a file, in the order of {@link LlavaConversations#read}.
     *
     * @throws BadData naming file, sample and field
     */
    public static List<AnswerVariants> read(Path file) {
        return LlavaConversations.items(file).stream()
                .map(item -> new AnswerVariants(texts(item, "paraphrased_answer"), texts(item, "perturbed_answer")))
                .toList();
    }

    private static List<String> texts(Json item, String field) {
        return item.optional(field).filter(found -> !found.isNull()).stream()
                .flatMap(found -> found.isArray() ? found.items().stream() : List.of(found).stream())
                .map(AnswerVariants::text)
                .toList();
    }

    private static String text(Json answer) {
        if (answer.text().isBlank()) throw answer.refuse("is blank, expected an answer");
        return answer.text();
    }
}
