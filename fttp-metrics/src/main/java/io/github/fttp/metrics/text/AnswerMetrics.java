package io.github.fttp.metrics.text;

import static io.github.fttp.metrics.Measurement.Kind.SHARE;
import static io.github.fttp.metrics.Requirement.ANSWERS;
import static io.github.fttp.metrics.Requirement.BEFORE;
import static io.github.fttp.metrics.Role.FORGET;
import static io.github.fttp.metrics.Role.GENERALITY;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.MetricDefinition;
import io.github.fttp.metrics.Observed;
import io.github.fttp.metrics.statistics.Interval;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Stream;

/** Metrics of the answers that a model generates. */
final class AnswerMetrics {
    private static final long SEED = 1;

    private AnswerMetrics() {}

    static List<Metric<?>> all() {
        return List.of(
                metric(
                                TextMetrics.FORGET_RATE,
                                "Share of answers that do not name the concept: efficacy on the data to forget, generality on"
                                        + " unseen data of the concept.",
                                seen -> unnamed(seen, Naming::exact))
                        .source("Li et al. 2024 (MMUBench); FTTP's text accuracy")
                        .on(FORGET, GENERALITY)
                        .kind(SHARE)
                        .better(Direction.HIGHER)
                        .chance(1),
                metric(
                                "forget rate, fuzzy",
                                "Share of answers that do not name the concept, not even misspelled.",
                                seen -> unnamed(seen, Naming::fuzzy))
                        .source("as the forget rate, at most a fifth of a name's letters may differ")
                        .on(FORGET, GENERALITY)
                        .kind(SHARE)
                        .better(Direction.HIGHER)
                        .chance(1),
                metric(
                                "forgotten",
                                "Share of answers that do not name the concept now, of those that did before.",
                                seen -> share(seen, AnswerMetrics::wasNamed, (i, now) -> !now))
                        .source("1 - named now and before / named before")
                        .needs(ANSWERS, BEFORE)
                        .on(FORGET, GENERALITY)
                        .kind(SHARE)
                        .better(Direction.HIGHER),
                metric(
                                "never known",
                                "Share of questions about the concept whose answer did not name it before either.",
                                seen -> share(seen, AnswerMetrics::shouldName, (i, now) -> !wasNamed(seen, i)))
                        .source("not named before / named by the right answer")
                        .needs(ANSWERS, BEFORE)
                        .on(FORGET, GENERALITY)
                        .kind(SHARE),
                knowledge(
                                "answer accuracy",
                                "Share of answers that say the right one, word by word: cloze questions; specificity on data to"
                                        + " keep.",
                                (truth, answer) ->
                                        answer.toLowerCase(Locale.ROOT).contains(truth.toLowerCase(Locale.ROOT))
                                                ? 1
                                                : 0)
                        .source("the lower-cased answer contains the lower-cased truth; Liu et al. 2024 (MLLMU-Bench)"),
                metric(
                                "choice accuracy",
                                "Share of questions with a letter for an answer that are answered by that letter.",
                                AnswerMetrics::choices)
                        .source("first letter of the answer in upper case; Liu et al. 2024 (MLLMU-Bench)")
                        .kind(SHARE)
                        .better(Direction::ofKnowledge),
                knowledge(
                                "rouge-l recall",
                                "Share of the right answer's words that the answer says in the same order.",
                                (truth, answer) -> Rouge.l(truth, answer).recall())
                        .source("Lin 2004, longest common subsequence, not stemmed"),
                knowledge("rouge-l f1", "Harmonic mean of ROUGE-L's precision and recall.", (truth, answer) -> Rouge.l(
                                        truth, answer)
                                .f1())
                        .source("Lin 2004, longest common subsequence, not stemmed"),
                knowledge(
                                "rouge-1 recall",
                                "Share of the right answer's words that the answer says.",
                                (truth, answer) -> Rouge.n(1, truth, answer).recall())
                        .source("Lin 2004, not stemmed"),
                knowledge("rouge-1 f1", "Harmonic mean of ROUGE-1's precision and recall.", (truth, answer) -> Rouge.n(
                                        1, truth, answer)
                                .f1())
                        .source("Lin 2004, not stemmed"),
                knowledge(
                                "rouge-2 f1",
                                "Harmonic mean of precision and recall by pairs of words.",
                                (truth, answer) -> Rouge.n(2, truth, answer).f1())
                        .source("Lin 2004, not stemmed"),
                knowledge("bleu", "Likeness of an answer to the right one, by sequences of up to four words.", Bleu::of)
                        .source("Papineni et al. 2002, smoothing 1 of Chen and Cherry 2014"),
                metric(
                                "distinct-2 of the answers",
                                "Different pairs of words in all answers, as a share of all pairs: low where a damaged model"
                                        + " repeats itself.",
                                seen -> Interval.jackknife(
                                                answers ->
                                                        Diversity.of(answers, 2).share(),
                                                seen.now().answers())
                                        .within(0, 1)
                                        .of(Diversity.of(seen.now().answers(), 2)
                                                .all()))
                        .source("Li et al. 2016")
                        .kind(SHARE)
                        .better(Direction.HIGHER),
                metric("diversity", "How many different words all answers have.", seen -> Interval.jackknife(
                                        answers -> Diversity.of(answers, 1).distinct(),
                                        seen.now().answers())
                                .within(0, Double.POSITIVE_INFINITY))
                        .source("Li et al. 2024 (MMUBench)")
                        .better(Direction.HIGHER));
    }

    private static MetricDefinition<TextObservation> metric(
            String name, String description, Function<Observed<TextObservation>, Interval> formula) {
        return MetricDefinition.of(TextObservation.class, name, description, formula)
                .needs(ANSWERS);
    }

    /** A value of right and given answer, the larger the more is known; the mean. */
    private static MetricDefinition<TextObservation> knowledge(
            String name, String description, ToDoubleBiFunction<String, String> value) {
        return metric(name, description, seen -> {
                    TextObservation now = seen.now();
                    return mean(now.indices()
                            .mapToDouble(i -> value.applyAsDouble(
                                    now.samples().get(i).answer(), now.answers().get(i)))
                            .toArray());
                })
                .kind(SHARE)
                .better(Direction::ofKnowledge);
    }

    private static Interval mean(double... values) {
        return Interval.ofMean(values, SEED);
    }

    /** Nothing where the concept is named by neither the right answers nor the model, as it is or as it was. */
    private static Interval unnamed(Observed<TextObservation> seen, BiPredicate<Concept, String> named) {
        TextObservation now = seen.now();
        List<String> then =
                seen.before().bySet().containsKey(seen.set()) ? seen.then().answers() : List.of();
        boolean occurs = Stream.of(now.truths(), now.answers(), then)
                .flatMap(List::stream)
                .anyMatch(text -> Naming.exact(seen.concept(), text));
        if (!occurs) return Interval.NONE;
        return mean(now.answers().stream()
                .mapToDouble(answer -> named.test(seen.concept(), answer) ? 0 : 1)
                .toArray());
    }

    private static boolean wasNamed(Observed<TextObservation> seen, int i) {
        return Naming.exact(seen.concept(), seen.then().answers().get(i));
    }

    private static boolean shouldName(Observed<TextObservation> seen, int i) {
        return Naming.exact(seen.concept(), seen.now().samples().get(i).answer());
    }

    private interface OfSample {
        boolean of(Observed<TextObservation> seen, int i);
    }

    private interface OfAnswer {
        boolean of(int i, boolean namedNow);
    }

    /** Among the samples that count, the share for which something holds. */
    private static Interval share(Observed<TextObservation> seen, OfSample counts, OfAnswer holds) {
        TextObservation now = seen.now();
        IntPredicate counted = i -> counts.of(seen, i);
        return mean(now.indices()
                .filter(counted)
                .mapToDouble(i ->
                        holds.of(i, Naming.exact(seen.concept(), now.answers().get(i))) ? 1 : 0)
                .toArray());
    }

    /** Measures the questions whose right answer is a letter. */
    private static Interval choices(Observed<TextObservation> seen) {
        TextObservation now = seen.now();
        return mean(now.indices()
                .filter(i -> isLetter(now.samples().get(i).answer()))
                .mapToDouble(i -> firstLetter(now.answers().get(i))
                                .equals(firstLetter(now.samples().get(i).answer()))
                        ? 1
                        : 0)
                .toArray());
    }

    private static boolean isLetter(String answer) {
        return answer.strip().matches("[A-Za-z][.)]?");
    }

    private static String firstLetter(String answer) {
        String text = answer.strip().toUpperCase(Locale.ROOT);
        return text.isEmpty() ? "" : text.substring(0, 1);
    }
}
