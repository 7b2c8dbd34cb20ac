package io.github.fttp.metrics.text;

import static io.github.fttp.metrics.Measurement.Kind.SHARE;
import static io.github.fttp.metrics.Requirement.REFERENCE_MODEL;
import static io.github.fttp.metrics.Requirement.TOKEN_LOSSES;
import static io.github.fttp.metrics.Requirement.UNSEEN_DATA;

import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.MetricDefinition;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.Observed;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.statistics.Auc;
import io.github.fttp.metrics.statistics.Interval;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Metrics of whether data to forget can be told from data that no model was trained on: areas under the curve with 1 where it is
 * much likelier. 0.5 is the aim; well below it the model was pushed too far.
 */
final class MembershipMetrics {
    private static final long SEED = 1;
    private static final double SHARE_OF_TOKENS = 0.4;
    private static final double SMALL = 1e-10;

    private MembershipMetrics() {}

    /** A text as one model reads it: the smaller its score, the likelier it was trained on. */
    private interface Score {
        double of(TokenReadings reading, String text);
    }

    static List<Metric<?>> all() {
        return List.of(
                area("loss", "by the mean loss of tokens", (reading, text) -> reading.meanLoss()),
                area("min-k", "by the 40 % least probable tokens", MembershipMetrics::minK)
                        .source("AUC by min-k% (Shi et al. 2024), k = 0.4, the end token left out; 0.5 is the aim"),
                area(
                                "min-k++",
                                "by the 40 % of tokens that are least probable beside other tokens",
                                (reading, text) ->
                                        Membership.minK(reading.standardisedWordLogProbabilities(), SHARE_OF_TOKENS))
                        .source("AUC by min-k%++ (Zhang et al. 2024), k = 0.4, the end token left out; 0.5 is the aim"),
                area(
                                "zlib",
                                "by the mean loss of tokens beside the compressed size",
                                (reading, text) -> Membership.zlib(reading.meanLoss(), text))
                        .source("AUC by loss / bytes of zlib (Carlini et al. 2021); 0.5 is the aim"),
                definition(
                                "membership by reference",
                                "Whether data to forget can be told from unseen data by the loss beside another model's.",
                                MembershipMetrics::beside)
                        .source("AUC by loss - loss of a model that was never trained on it; 0.5 is the aim")
                        .needs(TOKEN_LOSSES, UNSEEN_DATA, REFERENCE_MODEL)
                        .kind(SHARE),
                definition(
                                "privacy leakage",
                                "How far membership by min-k is from that of a model which never saw the data, in percent.",
                                MembershipMetrics::leakage)
                        .source(
                                "100 ((1 - AUC) - (1 - AUC of the other)) / (1 - AUC of the other), 0.5 where there is none;"
                                        + " Shi et al. 2024 (MUSE)"));
    }

    private static MetricDefinition<TextObservation> area(String name, String how, Score score) {
        return definition(
                        "membership by " + name,
                        "Whether data to forget can be told from unseen data " + how + ".",
                        seen -> auc(seen, score))
                .source("AUC; 0.5 is the aim")
                .kind(SHARE);
    }

    private static MetricDefinition<TextObservation> definition(
            String name, String description, Function<Observed<TextObservation>, Interval> formula) {
        return MetricDefinition.of(TextObservation.class, name, description, formula)
                .needs(TOKEN_LOSSES, UNSEEN_DATA)
                .on(Role.FORGET);
    }

    private static double minK(TokenReadings reading, String text) {
        return Membership.minK(reading.wordLogProbabilities(), SHARE_OF_TOKENS);
    }

    private static double[] negated(TextObservation of, Score score) {
        return of.indices()
                .mapToDouble(
                        i -> -score.of(of.readings().get(i), of.samples().get(i).answer()))
                .toArray();
    }

    private static double[] ofUnseen(Observations<TextObservation> model, Score score) {
        return model.sets(Role.UNSEEN).stream()
                .flatMapToDouble(set -> DoubleStream.of(negated(model.of(set), score)))
                .toArray();
    }

    private static Interval auc(Observed<TextObservation> seen, Score score) {
        return area(negated(seen.now(), score), ofUnseen(seen.model(), score));
    }

    private static Interval area(double[] members, double... others) {
        if (Stream.of(members, others).anyMatch(each -> each.length == 0 || hasNan(each))) return Interval.NONE;
        return Interval.ofSamples(
                drawn -> Auc.of(at(members, drawn[0]), at(others, drawn[1])), SEED, members.length, others.length);
    }

    private static boolean hasNan(double... values) {
        return DoubleStream.of(values).anyMatch(Double::isNaN);
    }

    private static double[] at(double[] values, int... members) {
        return IntStream.of(members).mapToDouble(i -> values[i]).toArray();
    }

    private static Interval beside(Observed<TextObservation> seen) {
        Score loss = (reading, text) -> reading.meanLoss();
        Observations<TextObservation> other = seen.reference();
        return area(
                difference(negated(seen.now(), loss), negated(other.of(seen.set()), loss)),
                difference(ofUnseen(seen.model(), loss), ofUnseen(other, loss)));
    }

    private static double[] difference(double[] a, double... b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] - b[i]).toArray();
    }

    private static Interval leakage(Observed<TextObservation> seen) {
        Observations<TextObservation> other = seen.reference();
        double aim = 0.5;
        if (!other.isEmpty()) {
            Interval known = area(
                    negated(other.of(seen.set()), MembershipMetrics::minK), ofUnseen(other, MembershipMetrics::minK));
            aim = known.value();
        }
        Interval area = auc(seen, MembershipMetrics::minK);
        if (area.samples() == 0) return area;
        return new Interval(
                percent(area.value(), aim), percent(area.high(), aim), percent(area.low(), aim), area.samples());
    }

    private static double percent(double area, double aim) {
        return 100 * ((1 - area) - (1 - aim)) / ((1 - aim) + SMALL);
    }
}
