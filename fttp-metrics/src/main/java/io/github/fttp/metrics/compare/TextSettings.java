package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.method.Modality;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a task trains and asks a vision-language model.
 *
 * @param rank of the LoRA adapters that train
 * @param blocks how many blocks of the language model have them, from the first; 0 for all
 * @param refusals for methods that train on other answers, to draw from; empty for a hundred ways not to know
 * @param answerTokens an answer has at most
 * @param template of prompts, by its name in the model's family; empty for the model's own
 */
public record TextSettings(int rank, int blocks, List<String> refusals, int answerTokens, String template)
        implements ModalitySettings {
    /** Fields that a task has for them. */
    static final Set<String> FIELDS = Set.of("adapter", "refusals", "answer_tokens", "template");

    private static final int RANK = 32;
    private static final int ANSWER_TOKENS = 64;

    public TextSettings {
        refusals = List.copyOf(refusals);
    }

    static TextSettings read(Json json) {
        Optional<Json> adapter = json.optional("adapter");
        adapter.ifPresent(fields -> TaskFields.onlyKnows(fields, Set.of("rank", "blocks")));
        return new TextSettings(
                adapter.flatMap(fields -> fields.optional("rank"))
                        .map(field -> field.count(1))
                        .orElse(RANK),
                adapter.flatMap(fields -> fields.optional("blocks"))
                        .map(field -> field.count(1))
                        .orElse(0),
                TaskFields.texts(json, "refusals"),
                json.optional("answer_tokens").map(field -> field.count(1)).orElse(ANSWER_TOKENS),
                json.optional("template").map(Json::text).orElse(""));
    }

    @Override
    public Modality modality() {
        return Modality.TEXT;
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        Map<String, Object> adapter = new LinkedHashMap<>(); // Map.of has another order in each process
        adapter.put("rank", rank);
        if (blocks != 0) adapter.put("blocks", blocks);
        json.put("adapter", adapter);
        if (!refusals.isEmpty()) json.put("refusals", refusals);
        json.put("answer_tokens", answerTokens);
        if (!template.isEmpty()) json.put("template", template);
        return json;
    }
}
