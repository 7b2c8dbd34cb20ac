package io.github.fttp.metrics.text;

import static io.github.fttp.metrics.Measurement.Kind.RATIO;
import static io.github.fttp.metrics.Measurement.Kind.SHARE;
import static io.github.fttp.metrics.Requirement.ANSWERS;
import static io.github.fttp.metrics.Requirement.BEFORE;
import static io.github.fttp.metrics.Requirement.BEFORE_ANSWERS;
import static io.github.fttp.metrics.Requirement.TOKEN_LOSSES;

import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.MetricDefinition;
import io.github.fttp.metrics.Observed;
import io.github.fttp.metrics.statistics.Interval;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Metrics of what a model knows of answers, by the losses of their tokens; tokens of one answer stay together. */
final class KnowledgeMetrics {
    private static final long SEED = 1;
    private static final double SMALL = 1e-10;

    private KnowledgeMetrics() {}

    static List<Metric<?>> all() {
        return List.of(
                metric(
                                TextMetrics.CONCEPTUAL_KNOWLEDGE,
                                "The model's probability of a token that names the concept, geometric mean.",
                                seen -> tokens(seen, true, losses -> Math.exp(-mean(losses))))
                        .source("exp(-mean loss) over the concept's tokens")
                        .kind(SHARE)
                        .better(Direction::ofKnowledge),
                metric(
                                TextMetrics.NATURAL_KNOWLEDGE,
                                "The model's probability of the other tokens of the answers, geometric mean.",
                                seen -> tokens(seen, false, losses -> Math.exp(-mean(losses))))
                        .source("exp(-mean loss) over the other tokens")
                        .kind(SHARE)
                        .better(Direction.HIGHER)
                        .chance(0),
                metric(
                                "perplexity of the rest",
                                "How many tokens the model wavers between where the concept is not named.",
                                seen -> tokens(seen, false, losses -> Math.exp(mean(losses))))
                        .source("exp(mean loss) over the other tokens")
                        .better(Direction.LOWER),
                metric(
                                "perplexity",
                                "How many tokens the model wavers between, over all tokens of the answers.",
                                seen -> groups(
                                        seen.now().readings().stream()
                                                .map(TokenReadings::losses)
                                                .toList(),
                                        losses -> Math.exp(mean(losses))))
                        .source("exp(mean loss) over all tokens")
                        .better(Direction::ofIgnorance),
                metric(
                                "inverse loss of the concept",
                                "Sum of inverse losses over an answer's concept tokens; unbounded, for comparison with FTTP's"
                                        + " authors alone.",
                                seen -> inverse(seen, true))
                        .source("sum 1/l, 0 where l is 0; mean over answers (the authors log one sample's)")
                        .better(Direction::ofKnowledge),
                metric(
                                "inverse loss of the rest",
                                "Likewise over the other tokens of an answer.",
                                seen -> inverse(seen, false))
                        .source("sum 1/l, 0 where l is 0; mean over answers (the authors log one sample's)")
                        .better(Direction.HIGHER),
                metric(
                                "probability of the answer",
                                "The model's probability of a token of the right answer, mean over answers.",
                                seen -> mean(seen.now().readings(), each -> Math.exp(-each.meanLoss())))
                        .source("exp(-L/|y|), Maini et al. 2024 (TOFU)")
                        .kind(SHARE)
                        .better(Direction::ofKnowledge),
                metric(
                                "exact memorisation",
                                "Share of an answer's tokens that are the model's first choice, teacher-forced.",
                                seen -> mean(
                                        seen.now().readings(),
                                        each -> Memorisation.exact(each.words(), each.likeliestWords())))
                        .source("open-unlearning's exact_memorization; the end token left out")
                        .kind(SHARE)
                        .better(Direction::ofKnowledge),
                metric(
                                "extraction strength",
                                "Share of an answer that the model goes on with by itself.",
                                seen -> mean(
                                        seen.now().readings(),
                                        each -> Memorisation.extractionStrength(each.words(), each.likeliestWords())))
                        .source("1 - k/n, Carlini et al. 2021; 0, not 1/n, where even the last token is another")
                        .kind(SHARE)
                        .better(Direction::ofKnowledge),
                metric(
                                "conceptual knowledge against before",
                                "Conceptual knowledge as a multiple of the unchanged model's.",
                                seen -> ratio(seen, true))
                        .source("exp(mean loss before - mean loss) over the concept's tokens")
                        .needs(TOKEN_LOSSES, BEFORE)
                        .kind(RATIO)
                        .better(Direction::ofKnowledge),
                metric(
                                "natural knowledge against before",
                                "Natural knowledge as a multiple of the unchanged model's.",
                                seen -> ratio(seen, false))
                        .source("exp(mean loss before - mean loss) over the other tokens")
                        .needs(TOKEN_LOSSES, BEFORE)
                        .kind(RATIO)
                        .better(Direction.HIGHER),
                metric(
                                "concept distance (C-Dis)",
                                "How far the concept's tokens are from what the unchanged model finds of them.",
                                KnowledgeMetrics::conceptDistance)
                        .source(
                                "mean of p0 |log(p0/p)| over the concept's tokens in the answers, p at least 1e-10; Li et al."
                                        + " 2024 (MMUBench), whose code sums over all positions of a prompt instead")
                        .needs(TOKEN_LOSSES, BEFORE)
                        .better(Direction::ofIgnorance),
                metric(
                                "fluency",
                                "Perplexity, concept left out, of what the unchanged model answers.",
                                seen -> groups(
                                        seen.now().beforeAnswers().stream()
                                                .map(each -> each.losses(false).toArray())
                                                .toList(),
                                        losses -> Math.exp(mean(losses))))
                        .source("exp(mean loss) over its tokens without the concept's; Li et al. 2024 (MMUBench)")
                        .needs(ANSWERS, BEFORE, BEFORE_ANSWERS)
                        .better(Direction.LOWER));
    }

    private static MetricDefinition<TextObservation> metric(
            String name, String description, Function<Observed<TextObservation>, Interval> formula) {
        return MetricDefinition.of(TextObservation.class, name, description, formula)
                .needs(TOKEN_LOSSES);
    }

    private static double mean(double... values) {
        return DoubleStream.of(values).average().orElse(Double.NaN);
    }

    private static Interval mean(List<TokenReadings> readings, ToDoubleFunction<TokenReadings> value) {
        if (readings.isEmpty()) return Interval.NONE;
        return Interval.ofMean(readings.stream().mapToDouble(value).toArray(), SEED);
    }

    private static Interval tokens(Observed<TextObservation> seen, boolean concept, Interval.Statistic statistic) {
        return groups(
                seen.now().readings().stream()
                        .map(each -> each.losses(concept).toArray())
                        .toList(),
                statistic);
    }

    /** A statistic of tokens; an answer without such tokens is none to draw anew. */
    private static Interval groups(List<double[]> answers, Interval.Statistic statistic) {
        List<double[]> groups =
                answers.stream().filter(losses -> losses.length > 0).toList();
        return groups.isEmpty() ? Interval.NONE : Interval.ofGroups(statistic, groups, SEED);
    }

    private static Interval inverse(Observed<TextObservation> seen, boolean concept) {
        List<double[]> answers = seen.now().readings().stream()
                .map(each -> each.losses(concept).toArray())
                .filter(losses -> losses.length > 0)
                .toList();
        if (answers.isEmpty()) return Interval.NONE;
        return Interval.ofMean(
                answers.stream()
                        .mapToDouble(losses -> DoubleStream.of(losses)
                                .map(loss -> loss == 0 ? 0 : 1 / loss)
                                .sum())
                        .toArray(),
                SEED);
    }

    /** Both models on the same tokens. */
    private static Interval ratio(Observed<TextObservation> seen, boolean concept) {
        return paired(seen, concept, (now, before) -> before - now, mean -> Math.exp(mean));
    }

    private static Interval conceptDistance(Observed<TextObservation> seen) {
        return paired(
                seen,
                true,
                (now, before) -> {
                    double p = Math.max(SMALL, Math.exp(-now));
                    double p0 = Math.max(SMALL, Math.exp(-before));
                    return p0 * Math.abs(Math.log(p0 / p));
                },
                mean -> mean);
    }

    private interface OfBoth {
        double of(double now, double before);
    }

    private static Interval paired(
            Observed<TextObservation> seen, boolean concept, OfBoth value, DoubleUnaryOperator ofMean) {
        List<TokenReadings> now = seen.now().readings();
        List<TokenReadings> before = seen.then().readings();
        List<double[]> pairs = IntStream.range(0, now.size())
                .mapToObj(i -> {
                    double[] after = now.get(i).losses(concept).toArray();
                    double[] those = before.get(i).losses(concept).toArray();
                    return IntStream.range(0, after.length)
                            .mapToDouble(j -> value.of(after[j], those[j]))
                            .toArray();
                })
                .toList();
        return groups(pairs, values -> ofMean.applyAsDouble(mean(values)));
    }
}
