package io.github.fttp.metrics.benchmark;

import static io.github.fttp.metrics.Measurement.Kind.SHARE;
import static io.github.fttp.metrics.Requirement.ANSWERS;
import static io.github.fttp.metrics.Requirement.BEFORE;
import static io.github.fttp.metrics.Requirement.BEFORE_ANSWERS;
import static io.github.fttp.metrics.Requirement.TOKEN_LOSSES;
import static io.github.fttp.metrics.Requirement.WRONG_ANSWERS;

import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.MetricDefinition;
import io.github.fttp.metrics.Observed;
import io.github.fttp.metrics.Requirement;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.statistics.HarmonicMean;
import io.github.fttp.metrics.statistics.Interval;
import io.github.fttp.metrics.text.PorterStemmer;
import io.github.fttp.metrics.text.Rouge;
import io.github.fttp.metrics.text.TextObservation;
import io.github.fttp.metrics.text.TokenReadings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Metrics of answers by rules that several benchmarks share and the registry does not have. */
final class OwnMetrics {
    private static final long SEED = 1;

    static final String ROUGE_F1 = "rouge-l f1, stemmed";
    static final String ROUGE_RECALL = "rouge-l recall, stemmed";

    private OwnMetrics() {}

    /** ROUGE-L as the package rouge_score has it with its stemmer. */
    static MetricDefinition<TextObservation> rougeF1() {
        return ofAnswers(
                        ROUGE_F1,
                        "Harmonic mean of ROUGE-L's precision and recall, by stems.",
                        (truth, answer) ->
                                Rouge.l(truth, answer, PorterStemmer::stem).f1())
                .source("Lin 2004; rouge_score with use_stemmer");
    }

    static MetricDefinition<TextObservation> rougeRecall() {
        return ofAnswers(
                        ROUGE_RECALL,
                        "Share of the right answer's stems that the answer says in the same order.",
                        (truth, answer) ->
                                Rouge.l(truth, answer, PorterStemmer::stem).recall())
                .source("Lin 2004; rouge_score with use_stemmer");
    }

    static MetricDefinition<TextObservation> rouge(int n) {
        return ofAnswers(
                        "rouge-" + n + " f1, stemmed",
                        "Harmonic mean of precision and recall by sequences of " + n + " stems.",
                        (truth, answer) ->
                                Rouge.n(n, truth, answer, PorterStemmer::stem).f1())
                .source("Lin 2004; rouge_score with use_stemmer");
    }

    /** Share of answers for which a rule of right and given answer holds, or the mean of its values. */
    static MetricDefinition<TextObservation> ofAnswers(
            String name, String description, ToDoubleBiFunction<String, String> rule) {
        return definition(name, description, seen -> {
                    TextObservation now = seen.now();
                    return mean(IntStream.range(0, now.samples().size())
                            .mapToDouble(i -> rule.applyAsDouble(
                                    now.samples().get(i).answer(), now.answers().get(i)))
                            .toArray());
                })
                .needs(ANSWERS)
                .kind(SHARE)
                .better(Direction::ofKnowledge);
    }

    /** Measures likewise what stands in the answers up to their first full stop: nothing of an answer without one. */
    static MetricDefinition<TextObservation> ofFirstSentences(Metric<TextObservation> metric) {
        return new MetricDefinition<>(
                metric.observes(),
                metric.name(),
                metric.description(),
                metric.source(),
                metric.needs(),
                metric.roles(),
                metric.kind(),
                metric::better,
                metric::chance,
                seen -> metric.measure(new Observed<>(
                        seen.set(), seen.model().with(OwnMetrics::firstSentences), seen.before(), seen.reference())));
    }

    private static TextObservation firstSentences(TextObservation of) {
        return of.withAnswers(of.answers().stream()
                .map(each -> each.substring(0, each.indexOf('.') + 1))
                .toList());
    }

    /**
     * The mean share of a question's keywords that its answer has, whatever upper and lower case.
     *
     * @param keywords by the question's id
     */
    static MetricDefinition<TextObservation> keywords(String name, Map<String, List<String>> keywords) {
        return definition(name, "Share of a question's keywords that its answer has.", seen -> {
                    TextObservation now = seen.now();
                    List<Double> shares = new ArrayList<>();
                    for (int i = 0; i < now.samples().size(); i++) {
                        List<String> asked = keywords.get(now.samples().get(i).id());
                        if (asked == null || asked.isEmpty()) continue;
                        String answer = now.answers().get(i).toLowerCase(Locale.ROOT);
                        long said = asked.stream()
                                .filter(each -> answer.contains(each.toLowerCase(Locale.ROOT)))
                                .count();
                        shares.add((double) said / asked.size());
                    }
                    return mean(doubles(shares));
                })
                .needs(ANSWERS)
                .kind(SHARE)
                .better(Direction::ofKnowledge);
    }

    /**
     * A number of two sets whose questions are each other's counterparts, in their order.
     *
     * @param value of a question's own score and its counterpart's
     * @param kept which values are better on data to keep
     */
    static MetricDefinition<TextObservation> paired(
            String name,
            String description,
            DataSet one,
            DataSet other,
            ToDoubleBiFunction<String, String> rule,
            DoubleBinaryOperator value,
            Direction kept) {
        return definition(name, description, seen -> {
                    double[] a = scores(seen, one, rule);
                    double[] b = scores(seen, other, rule);
                    return mean(IntStream.range(0, Math.min(a.length, b.length))
                            .mapToDouble(i -> value.applyAsDouble(a[i], b[i]))
                            .toArray());
                })
                .needs(ANSWERS)
                .on(Role.OVERALL)
                .kind(SHARE)
                .better(one.role().forgets() ? Direction.NEITHER : kept);
    }

    private static double[] scores(
            Observed<TextObservation> seen, DataSet set, ToDoubleBiFunction<String, String> rule) {
        TextObservation now = seen.model().of(set);
        return IntStream.range(0, now.samples().size())
                .mapToDouble(i -> rule.applyAsDouble(
                        now.samples().get(i).answer(), now.answers().get(i)))
                .toArray();
    }

    /**
     * The harmonic mean of some measurements.
     *
     * @param parts metrics with the sets that they are taken on; nothing where one of them has nothing to measure
     */
    static MetricDefinition<TextObservation> utility(String name, String description, List<Part> parts) {
        Set<Requirement> needs = EnumSet.noneOf(Requirement.class);
        parts.forEach(each -> needs.addAll(each.metric().needs()));
        Requirement[] all = needs.toArray(Requirement[]::new);
        return definition(name, description, seen -> utility(seen, parts))
                .needs(all[0], all)
                .on(Role.OVERALL)
                .kind(SHARE)
                .better(Direction.HIGHER);
    }

    /** A measurement that is part of another. */
    record Part(DataSet set, Metric<TextObservation> metric) {}

    /** NaN as soon as a part is: weights are broken. */
    private static Interval utility(Observed<TextObservation> seen, List<Part> parts) {
        int samples = 0;
        double[] values = new double[parts.size()];
        for (int i = 0; i < values.length; i++) {
            Part part = parts.get(i);
            Interval measured =
                    part.metric().measure(new Observed<>(part.set(), seen.model(), seen.before(), seen.reference()));
            if (measured.samples() == 0) return Interval.NONE;
            values[i] = measured.value();
            samples += measured.samples();
        }
        boolean broken = DoubleStream.of(values).anyMatch(Double::isNaN);
        return Interval.exact(broken ? Double.NaN : HarmonicMean.of(values), samples);
    }

    /** Perplexity of the answers that the model gave before, the concept's tokens left out. */
    static MetricDefinition<TextObservation> fluency() {
        return definition(
                        "fluency",
                        "How many tokens the model wavers between in the answers that it gave before, without the concept's"
                                + " tokens.",
                        seen -> {
                            double[] means = seen.now().beforeAnswers().stream()
                                    .mapToDouble(
                                            each -> each.losses(false).average().orElse(Double.NaN))
                                    .filter(Double::isFinite)
                                    .toArray();
                            return means.length == 0
                                    ? Interval.NONE
                                    : Interval.of(
                                            values -> Math.exp(DoubleStream.of(values)
                                                    .average()
                                                    .orElseThrow()),
                                            means,
                                            SEED);
                        })
                .needs(TOKEN_LOSSES, BEFORE, BEFORE_ANSWERS)
                .source("exp(mean loss); Li et al. 2024 (MMUBench)")
                .better(Direction.LOWER);
    }

    /**
     * Truth ratios whose wrong answers' losses are averaged over the whole set: {@code R_i = exp(mean of all wrong losses - loss of
     * the paraphrase i)} inverted, as CLEAR's evaluation has it.
     */
    static MetricDefinition<TextObservation> truthRatioOfTheSet(String name) {
        return definition(
                        name,
                        "Whether the model prefers right answers to wrong ones, the wrong ones taken over the whole set.",
                        seen -> {
                            double[] ratios = ratiosOfTheSet(seen.now());
                            boolean forgets = seen.set().role().forgets();
                            return mean(DoubleStream.of(ratios)
                                    .map(each -> forgets ? Math.min(each, 1 / each) : Math.max(0, 1 - 1 / each))
                                    .toArray());
                        })
                .needs(TOKEN_LOSSES, WRONG_ANSWERS)
                .kind(SHARE)
                .better(Direction.HIGHER);
    }

    /** Right over wrong of each question; none without wrong answers. */
    static double[] ratiosOfTheSet(TextObservation of) {
        List<Double> right = new ArrayList<>();
        List<Double> wrong = new ArrayList<>();
        for (int i = 0; i < of.rivals().size(); i++) {
            TextObservation.Rivals rivals = of.rivals().get(i);
            if (rivals.wrong().isEmpty()) continue;
            right.add(
                    rivals.paraphrases().isEmpty()
                            ? of.readings().get(i).meanLoss()
                            : rivals.paraphrases().get(0).meanLoss());
            rivals.wrong().forEach(each -> wrong.add(each.meanLoss()));
        }
        double all = wrong.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        return right.stream().mapToDouble(each -> Math.exp(all - each)).toArray();
    }

    /** {@code exp} of the mean log probability of the least likely tokens, weighted over several shares of the answer. */
    static MetricDefinition<TextObservation> leastLikely(String name, Function<TokenReadings, double[]> scores) {
        return definition(
                        name,
                        "How likely the least likely tokens of the right answers are.",
                        seen -> mean(seen.now().readings().stream()
                                .mapToDouble(each -> leastLikely(scores.apply(each)))
                                .toArray()))
                .needs(TOKEN_LOSSES)
                .source("0.3, 0.3, 0.2, 0.1, 0.1 at 10 to 50 %; Ma et al. 2025 (FIUBench)")
                .better(Direction::ofKnowledge);
    }

    private static final double[] SHARES = {0.1, 0.2, 0.3, 0.4, 0.5};
    private static final double[] WEIGHTS = {0.3, 0.3, 0.2, 0.1, 0.1};

    static double leastLikely(double... scores) {
        double[] sorted = DoubleStream.of(scores).sorted().toArray();
        double sum = 0;
        for (int i = 0; i < SHARES.length; i++) {
            int count = (int) (sorted.length * SHARES[i]);
            if (count == 0) continue;
            sum += WEIGHTS[i]
                    * Math.exp(DoubleStream.of(sorted).limit(count).average().orElseThrow());
        }
        return sum;
    }

    private static MetricDefinition<TextObservation> definition(
            String name, String description, Function<Observed<TextObservation>, Interval> formula) {
        return MetricDefinition.of(TextObservation.class, name, description, formula);
    }

    private static double[] doubles(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static Interval mean(double... values) {
        return Interval.ofMean(values, SEED);
    }
}
