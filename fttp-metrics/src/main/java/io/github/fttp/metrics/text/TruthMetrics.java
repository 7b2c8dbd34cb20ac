package io.github.fttp.metrics.text;

import static io.github.fttp.metrics.Measurement.Kind.SHARE;
import static io.github.fttp.metrics.Requirement.ANSWERS;
import static io.github.fttp.metrics.Requirement.REFERENCE_MODEL;
import static io.github.fttp.metrics.Requirement.TOKEN_LOSSES;
import static io.github.fttp.metrics.Requirement.WRONG_ANSWERS;

import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.MetricDefinition;
import io.github.fttp.metrics.Observed;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.statistics.HarmonicMean;
import io.github.fttp.metrics.statistics.Interval;
import io.github.fttp.metrics.statistics.KolmogorovSmirnov;
import io.github.fttp.metrics.text.TextObservation.Rivals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Metrics that set right answers beside wrong ones, after TOFU (Maini et al. 2024). */
final class TruthMetrics {
    private static final long SEED = 1;

    private TruthMetrics() {}

    static List<Metric<?>> all() {
        return List.of(
                metric(
                                "truth ratio",
                                "Whether the model prefers right answers to wrong ones: on data to forget 1 where it prefers"
                                        + " neither, on data to keep 1 where it never takes a wrong one.",
                                TruthMetrics::truthRatio)
                        .source("R = p(wrong) / p(right); mean of min(R, 1/R), on data to keep of max(0, 1 - R); TOFU")
                        .kind(SHARE)
                        .better(Direction.HIGHER),
                metric(
                                "probability with options",
                                "The right answer's share of its and the wrong answers' probabilities.",
                                seen -> mean(amongOptions(seen.now())))
                        .source("p / (p + sum of wrong p), each exp(-L/|y|); TOFU")
                        .kind(SHARE)
                        .better(Direction::ofKnowledge),
                metric(
                                "forget quality",
                                "How probable it is that truth ratios and those of a model which never saw the data differ by"
                                        + " chance.",
                                seen -> apart(seen, true))
                        .source("p-value of the two-sample Kolmogorov-Smirnov test; TOFU")
                        .needs(TOKEN_LOSSES, WRONG_ANSWERS, REFERENCE_MODEL)
                        .on(Role.FORGET)
                        .better(Direction.HIGHER),
                metric(
                                "truth ratio distance",
                                "How far truth ratios are from those of a model which never saw the data.",
                                seen -> apart(seen, false))
                        .source("statistic of the two-sample Kolmogorov-Smirnov test")
                        .needs(TOKEN_LOSSES, WRONG_ANSWERS, REFERENCE_MODEL)
                        .on(Role.FORGET)
                        .better(Direction.LOWER),
                metric(
                                "model utility",
                                "Harmonic mean over every set to keep of probability, ROUGE-L recall and truth ratio; TOFU's"
                                        + " nine numbers with retain, natural:real-authors and natural:world-facts.",
                                TruthMetrics::modelUtility)
                        .source("TOFU; on natural sets the probability is that with options; 0 as soon as one is 0")
                        .needs(ANSWERS, TOKEN_LOSSES, WRONG_ANSWERS)
                        .on(Role.OVERALL)
                        .kind(SHARE)
                        .better(Direction.HIGHER));
    }

    private static MetricDefinition<TextObservation> metric(
            String name, String description, Function<Observed<TextObservation>, Interval> formula) {
        return MetricDefinition.of(TextObservation.class, name, description, formula)
                .needs(TOKEN_LOSSES, WRONG_ANSWERS);
    }

    private static Interval mean(double... values) {
        return Interval.ofMean(values, SEED);
    }

    /** The numbers of the samples that have wrong answers. */
    private static int[] withWrong(TextObservation of) {
        return IntStream.range(0, of.rivals().size())
                .filter(i -> !of.rivals().get(i).wrong().isEmpty())
                .toArray();
    }

    /** Mean losses of each wrong answer to a question. */
    private static double[] wrong(TextObservation of, int i) {
        return meanLosses(of.rivals().get(i).wrong());
    }

    private static double[] meanLosses(List<TokenReadings> readings) {
        return readings.stream().mapToDouble(TokenReadings::meanLoss).toArray();
    }

    /** R of each question with wrong answers; the right one is a paraphrase where there are some, but for natural data. */
    private static double[] ratios(TextObservation of, Role role) {
        int[] asked = withWrong(of);
        if (asked.length == 0) return new double[0];
        double[] right = new double[asked.length];
        List<double[]> wrong = new ArrayList<>();
        for (int i = 0; i < asked.length; i++) {
            Rivals rivals = of.rivals().get(asked[i]);
            boolean paraphrased = role != Role.NATURAL && !rivals.paraphrases().isEmpty();
            right[i] = paraphrased
                    ? DoubleStream.of(meanLosses(rivals.paraphrases()))
                            .average()
                            .orElseThrow()
                    : of.readings().get(asked[i]).meanLoss();
            wrong.add(wrong(of, asked[i]));
        }
        return TruthRatio.ofLosses(right, wrong).ratios();
    }

    private static double[] truths(TextObservation of, Role role) {
        return DoubleStream.of(ratios(of, role))
                .map(role.forgets() ? TruthRatio::closerToOne : TruthRatio::truth)
                .toArray();
    }

    private static Interval truthRatio(Observed<TextObservation> seen) {
        return mean(truths(seen.now(), seen.set().role()));
    }

    private static double[] amongOptions(TextObservation of) {
        return IntStream.of(withWrong(of))
                .mapToDouble(
                        i -> TruthRatio.probabilityAmong(of.readings().get(i).meanLoss(), wrong(of, i)))
                .toArray();
    }

    /** Nothing where a ratio is no number any more, or where there are fewer than two. */
    private static Interval apart(Observed<TextObservation> seen, boolean probability) {
        double[] now = ratios(seen.now(), Role.FORGET);
        double[] never = ratios(seen.reference().of(seen.set()), Role.FORGET);
        boolean comparable = Stream.of(now, never)
                .allMatch(each -> each.length > 1 && DoubleStream.of(each).allMatch(Double::isFinite));
        if (!comparable) return Interval.NONE;
        KolmogorovSmirnov test = KolmogorovSmirnov.of(now, never);
        return Interval.exact(probability ? test.p() : test.statistic(), now.length + never.length);
    }

    /**
     * Model utility of three numbers a set, of which those of one question are drawn together: they depend on each other.
     * Questions with wrong answers and those without are drawn apart, so that there are always some of both.
     */
    private static Interval modelUtility(Observed<TextObservation> seen) {
        List<Kept> sets = new ArrayList<>();
        for (DataSet set : seen.model().bySet().keySet()) {
            if (set.role().keeps()) sets.add(Kept.of(seen.model().of(set), set.role()));
        }
        boolean whole = !sets.isEmpty() && sets.stream().allMatch(set -> set.asked().length > 0);
        if (!whole) return Interval.NONE;
        List<int[]> strata = new ArrayList<>();
        for (Kept set : sets) {
            strata.add(set.asked());
            if (set.others().length > 0) strata.add(set.others());
        }
        int[] sizes = strata.stream().mapToInt(stratum -> stratum.length).toArray();
        return Interval.ofSamples(members -> utility(sets, members), SEED, sizes);
    }

    /** NaN as soon as one of the numbers is none: weights are broken. */
    private static double utility(List<Kept> sets, int[]... members) {
        double[] means = new double[3 * sets.size()];
        int at = 0;
        int stratum = 0;
        for (Kept set : sets) {
            int[] asked = members[stratum++];
            int[] others = set.others().length > 0 ? members[stratum++] : new int[0];
            means[at++] = set.mean(set.probabilities(), asked, set.withOptions() ? new int[0] : others);
            means[at++] = set.mean(set.recalls(), asked, others);
            means[at++] = set.mean(set.truths(), asked, new int[0]);
        }
        return DoubleStream.of(means).anyMatch(Double::isNaN) ? Double.NaN : HarmonicMean.of(means);
    }

    /**
     * Numbers of a set to keep, one a question; those that only questions with wrong answers have are 0 of others.
     *
     * @param asked the questions that have wrong answers
     * @param others those that have none
     * @param withOptions whether probabilities are those with options, which only those asked have
     * @param truths which only those asked have
     */
    private record Kept(
            int[] asked, int[] others, boolean withOptions, double[] probabilities, double[] recalls, double[] truths) {
        static Kept of(TextObservation of, Role role) {
            int[] asked = withWrong(of);
            int count = of.readings().size();
            boolean natural = role == Role.NATURAL;
            return new Kept(
                    asked,
                    of.indices().filter(i -> Arrays.binarySearch(asked, i) < 0).toArray(),
                    natural,
                    natural
                            ? spread(count, asked, amongOptions(of))
                            : of.readings().stream()
                                    .mapToDouble(each -> Math.exp(-each.meanLoss()))
                                    .toArray(),
                    of.indices()
                            .mapToDouble(i -> Rouge.l(
                                            of.samples().get(i).answer(),
                                            of.answers().get(i))
                                    .recall())
                            .toArray(),
                    spread(count, asked, TruthMetrics.truths(of, role)));
        }

        private static double[] spread(int count, int[] numbers, double... values) {
            double[] spread = new double[count];
            for (int i = 0; i < numbers.length; i++) spread[numbers[i]] = values[i];
            return spread;
        }

        /**
         * @param ofAsked numbers among those asked
         * @param ofOthers numbers among the others
         */
        double mean(double[] values, int[] ofAsked, int... ofOthers) {
            return IntStream.concat(
                            IntStream.of(ofAsked).map(i -> asked[i]),
                            IntStream.of(ofOthers).map(i -> others[i]))
                    .mapToDouble(i -> values[i])
                    .average()
                    .orElseThrow();
        }
    }
}
