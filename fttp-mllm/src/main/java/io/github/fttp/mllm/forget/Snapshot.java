package io.github.fttp.mllm.forget;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.mllm.train.TrainableConversations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model's knowledge and its answers at one moment.
 *
 * @param forget of the samples to forget
 * @param retain of those to keep, where there are any
 * @param unseen of data that is not trained on
 * @param answers to the questions asked, in their order
 */
public record Snapshot(Knowledge forget, Optional<Knowledge> retain, Measurements unseen, List<String> answers) {
    static Snapshot of(
            TrainableConversations model, ForgetData data, int batch, Measurements unseen, List<String> answers) {
        Knowledge forget = Knowledge.of(model, data.samples(), batch);
        Optional<Knowledge> retain =
                data.retain().isEmpty() ? Optional.empty() : Optional.of(Knowledge.of(model, data.retain(), batch));
        return new Snapshot(forget, retain, unseen, answers);
    }

    /** How many of the answers name the concept. */
    public long naming(Concept concept) {
        return answers.stream()
                .filter(answer -> !concept.occurrences(answer).isEmpty())
                .count();
    }

    /** Gives what is written of it to {@code metrics.json}. */
    public Map<String, Object> json(Concept concept) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("forget", figures(forget));
        retain.ifPresent(knowledge -> figures.put("retain", figures(knowledge)));
        figures.put("not_trained_on", unseen.json());
        figures.put("answers", answers.size());
        figures.put("answers_naming_concept", naming(concept));
        return figures;
    }

    private static Map<String, Object> figures(Knowledge knowledge) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("concept_tokens", (long) knowledge.conceptElements());
        figures.put("concept_probability", knowledge.conceptProbability());
        figures.put("mentions", knowledge.mentions());
        figures.put("mention_probability", knowledge.mentionProbability());
        figures.put("concept_loss", knowledge.conceptLoss());
        figures.put("conceptual_knowledge", knowledge.conceptual());
        figures.put("rest_tokens", (long) knowledge.restElements());
        figures.put("rest_probability", knowledge.restProbability());
        figures.put("rest_loss", knowledge.restLoss());
        figures.put("natural_knowledge", knowledge.natural());
        figures.put("rest_perplexity", knowledge.restPerplexity());
        figures.put("mention_probability_interval", knowledge.mentionInterval());
        figures.put("conceptual_knowledge_interval", knowledge.conceptualInterval());
        figures.put("natural_knowledge_interval", knowledge.naturalInterval());
        return figures;
    }
}
