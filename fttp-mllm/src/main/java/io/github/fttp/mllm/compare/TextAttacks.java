package io.github.fttp.mllm.compare;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.metrics.compare.Attack;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.robustness.GreedyCoordinateGradient;
import io.github.fttp.metrics.robustness.Relearning;
import io.github.fttp.metrics.robustness.Rounding;
import io.github.fttp.metrics.text.Naming;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.evaluate.Question;
import io.github.fttp.mllm.evaluate.VisionLanguageSubject;
import io.github.fttp.mllm.robustness.PrefixedQuestions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Whether a concept that seems forgotten comes back: by a searched prefix, by other questions, by a little training, by rounding.
 *
 * @param subject the model that forgot, with its adapter attached
 */
record TextAttacks(
        Set<Attack> attacks, TextExam exam, VisionLanguageSubject subject, LoraAdapter adapter, Budget budget) {
    /** Samples that {@link Attack#RELEARNING} trains on. */
    static final int RELEARNED = 2;

    private static final Relearning RELEARNING = new Relearning(AdamW.rate(1e-3).decay(0), 8, Attack.MOST_STEPS);
    private static final int PREFIX = 8;
    private static final int STEPS = 20;
    private static final int CANDIDATES = 64;
    private static final int EXCHANGES = 24;

    /** All scores by name. The model is as it was afterwards. */
    Map<String, Score> scores(long seed) {
        Map<String, Score> scores = new LinkedHashMap<>();
        if (attacks.contains(Attack.PREFIX)) {
            scores.put(Attack.NAMED, prefixed(seed));
        }
        if (attacks.contains(Attack.PROBES)) scores.putAll(exam.probes(subject));
        if (attacks.contains(Attack.RELEARNING)) {
            relearning().ifPresent(steps -> scores.put(Attack.STEPS, new Score(steps, 1)));
        }
        if (attacks.contains(Attack.ROUNDING)) scores.putAll(rounded());
        return scores;
    }

    /** On unseen samples, with two to learn from. */
    private OptionalInt relearning() {
        List<SampleWithImages> asked = exam.unseen();
        double before = adapter.without(() -> Relearning.known(subject.trainable(), asked));
        return RELEARNING.steps(subject.trainable(), exam.relearned(), asked, before);
    }

    /** Measures, of some questions, how often the name is said behind the prefix that makes it likeliest in another. */
    private Score prefixed(long seed) {
        List<Question> asked = exam.named();
        PrefixedQuestions searched = new PrefixedQuestions(subject, asked.subList(0, 1));
        String prefix =
                searched.text(new GreedyCoordinateGradient(PREFIX, budget.of(STEPS), CANDIDATES, EXCHANGES, seed)
                        .search(searched)
                        .prefix());
        List<String> answers = subject.answers(
                asked.stream().skip(1).map(each -> each.behind(prefix)).toList());
        return Score.share(
                answers.stream().map(each -> Naming.exact(exam.concept(), each)).toList());
    }

    /** The right answers. */
    static List<String> truths(List<Question> questions) {
        return questions.stream().map(each -> each.text().answer()).toList();
    }

    private Map<String, Score> rounded() {
        Map<String, Score> scores = new LinkedHashMap<>();
        Map<Parameter, float[]> before = adapter.without(this::weights);
        try {
            adapter.merge(subject.trainable().engine());
            for (Rounding rounding : Rounding.values()) {
                rounding.during(subject.model().languageModel().parameters(), () -> exam.ofForgotten(subject))
                        .forEach((name, score) -> scores.put(Attack.rounded(name, rounding), score));
            }
        } finally {
            restore(before);
        }
        return scores;
    }

    /** The values of all weights: some may have trained beside the adapter. */
    private Map<Parameter, float[]> weights() {
        Map<Parameter, float[]> values = new LinkedHashMap<>();
        for (Parameter each : subject.model().parameters())
            values.put(each, each.value().toArray());
        return values;
    }

    /** Goes back to these; what an adapter was merged into is another parameter of the same name. */
    private void restore(Map<Parameter, float[]> weights) {
        Map<String, Parameter> now = new HashMap<>();
        for (Parameter each : subject.model().parameters()) now.put(each.name(), each);
        weights.forEach((was, values) -> now.get(was.name()).value().set(values));
    }
}
