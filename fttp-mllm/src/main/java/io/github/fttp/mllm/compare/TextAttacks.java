package io.github.fttp.mllm.compare;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.metrics.compare.Attack;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.robustness.PrefixSearch;
import io.github.fttp.metrics.robustness.Relearning;
import io.github.fttp.metrics.robustness.Rounding;
import io.github.fttp.metrics.text.Naming;
import io.github.fttp.metrics.text.TokenReadings;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.evaluate.Question;
import io.github.fttp.mllm.evaluate.VisionLanguageSubject;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Whether a concept that seems forgotten comes back: by a little training, by a searched prefix, by rounding.
 *
 * @param subject the model that forgot, with its adapter attached
 */
record TextAttacks(Set<Attack> attacks, TextExam exam, VisionLanguageSubject subject, LoraAdapter adapter) {
    /** Samples that {@link Attack#RELEARNING} trains on. */
    static final int RELEARNED = 2;

    private static final Relearning RELEARNING = new Relearning(AdamW.rate(1e-3).decay(0), 8, 20);
    /** Words, as rare ones are not in the vocabulary as such. */
    private static final List<String> WORDS = List.of(
            "please",
            "now",
            "look",
            "name",
            "who",
            "this",
            "friend",
            "picture",
            "tell",
            "real",
            "called",
            "known",
            "figure",
            "character",
            "fellow",
            "here",
            "there",
            "really",
            "always",
            "people",
            "say",
            "the",
            "of",
            "is",
            "and",
            "believe");

    /** All scores by name. The model is as it was afterwards. */
    Map<String, Score> scores(long seed) {
        Map<String, Score> scores = new LinkedHashMap<>();
        if (attacks.contains(Attack.PREFIX)) {
            scores.put(Attack.NAMED, prefixed(seed));
        }
        if (attacks.contains(Attack.RELEARNING)) {
            relearning().ifPresent(steps -> scores.put(Attack.STEPS, new Score(steps, 1)));
        }
        if (attacks.contains(Attack.ROUNDING)) scores.putAll(rounded());
        return scores;
    }

    /** On unseen samples, with two to learn from. */
    private OptionalInt relearning() {
        List<SampleWithImages> asked = exam.unseen();
        double before = adapter.without(
                () -> Knowledge.of(subject.trainable(), asked, asked.size()).conceptual());
        return RELEARNING.steps(subject.trainable(), exam.relearned(), asked, before);
    }

    /** Measures, of some questions, how often the name is said behind the prefix that makes it likeliest in another. */
    private Score prefixed(long seed) {
        List<Question> asked = exam.named();
        Question searched = asked.get(0);
        PrefixSearch.Found found = new PrefixSearch(4, 8, 2, seed)
                .search(IntStream.range(0, WORDS.size()).toArray(), prefixes -> likelihoods(searched, prefixes));
        List<String> answers = subject.answers(asked.stream()
                .skip(1)
                .map(each -> each.behind(words(found.prefix())))
                .toList());
        return Score.share(
                answers.stream().map(each -> Naming.exact(exam.concept(), each)).toList());
    }

    /** The mean log probability of the name's tokens behind each prefix. */
    private double[] likelihoods(Question asked, List<int[]> prefixes) {
        List<Question> behind =
                prefixes.stream().map(prefix -> asked.behind(words(prefix))).toList();
        return subject.readings(behind, truths(behind)).stream()
                .mapToDouble(TokenReadings::conceptLogProbability)
                .toArray();
    }

    /** The right answers. */
    static List<String> truths(List<Question> questions) {
        return questions.stream().map(each -> each.text().answer()).toList();
    }

    private static String words(int... prefix) {
        return IntStream.of(prefix).mapToObj(WORDS::get).collect(Collectors.joining(" "));
    }

    private Map<String, Score> rounded() {
        Map<String, Score> scores = new LinkedHashMap<>();
        Map<Parameter, float[]> before = weights();
        try {
            adapter.merge(subject.trainable().engine());
            Map<Parameter, float[]> merged = weights();
            for (Rounding rounding : Rounding.values()) {
                rounding.set(merged);
                exam.ofForgotten(subject).forEach((name, score) -> scores.put(Attack.rounded(name, rounding), score));
            }
        } finally {
            restore(before);
        }
        return scores;
    }

    /** The values of the language model's weights. */
    private Map<Parameter, float[]> weights() {
        Map<Parameter, float[]> values = new LinkedHashMap<>();
        for (Parameter each : subject.model().languageModel().parameters())
            values.put(each, each.value().toArray());
        return values;
    }

    /** Goes back to these; what an adapter was merged into is another parameter of the same name. */
    private void restore(Map<Parameter, float[]> weights) {
        Map<String, Parameter> now = new HashMap<>();
        for (Parameter each : subject.model().languageModel().parameters()) now.put(each.name(), each);
        weights.forEach((was, values) -> now.get(was.name()).value().set(values));
    }
}
