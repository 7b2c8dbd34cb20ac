package io.github.fttp.metrics.benchmark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * A question of a benchmark under its own prompt, with its answers.
 *
 * @param id names it in messages
 * @param images names of its images, in the order in which the prompt marks them
 * @param prompt that the model is given, with {@code <image>} for each image
 * @param answer the right one
 * @param paraphrases the right one in other words; may be empty
 * @param wrong answers; may be empty
 * @param names of whom it is about, the whole name first; empty where nobody of them is to be forgotten
 */
public record BenchmarkQuestion(
        String id,
        List<String> images,
        String prompt,
        String answer,
        List<String> paraphrases,
        List<String> wrong,
        List<String> names) {
    private static final String IMAGE = "<image>";

    public BenchmarkQuestion {
        images = List.copyOf(images);
        paraphrases = List.copyOf(paraphrases);
        wrong = List.copyOf(wrong);
        names = List.copyOf(names);
    }

    /** A question in words alone. */
    public static BenchmarkQuestion text(String id, String prompt, String answer, List<String> names) {
        return new BenchmarkQuestion(id, List.of(), prompt, answer, List.of(), List.of(), names);
    }

    /** A question about an image, which stands in front of it. */
    public static BenchmarkQuestion about(String image, String id, String prompt, String answer, List<String> names) {
        return new BenchmarkQuestion(id, List.of(image), IMAGE + "\n" + prompt, answer, List.of(), List.of(), names);
    }

    /**
     * Gives it other answers.
     *
     * @param others the right one in other words
     * @param wrongs wrong ones
     */
    public BenchmarkQuestion rivals(List<String> others, List<String> wrongs) {
        return new BenchmarkQuestion(id, images, prompt, answer, others, wrongs, names);
    }

    /** Gives it without names. */
    BenchmarkQuestion ofNobody() {
        return new BenchmarkQuestion(id, images, prompt, answer, paraphrases, wrong, List.of());
    }

    /** Puts answered examples in front. */
    BenchmarkQuestion behind(Examples examples) {
        List<String> all = new ArrayList<>(examples.images());
        all.addAll(images);
        return new BenchmarkQuestion(id, all, examples.prompt() + prompt, answer, paraphrases, wrong, names);
    }

    /** In LLaVA's layout. */
    ObjectNode json() {
        ObjectNode json = Json.object().put("id", id);
        if (images.size() == 1) json.put("image", images.get(0));
        if (images.size() > 1) images.forEach(json.putArray("images")::add);
        ArrayNode turns = json.putArray("conversations");
        turns.addObject().put("from", "human").put("value", prompt);
        turns.addObject().put("from", "gpt").put("value", answer);
        if (!paraphrases.isEmpty()) paraphrases.forEach(json.putArray("paraphrased_answer")::add);
        if (!wrong.isEmpty()) wrong.forEach(json.putArray("perturbed_answer")::add);
        if (!names.isEmpty()) names.forEach(json.putArray("names")::add);
        return json;
    }
}
