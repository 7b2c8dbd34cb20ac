package io.github.fttp.mllm.compare;

import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.statistics.Auc;
import io.github.fttp.metrics.text.Membership;
import io.github.fttp.metrics.text.TokenReadings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** How well texts that were trained on can be told from others: AUC by three scores; 0.5 is not at all. */
final class MembershipInference {
    private static final double MIN_K = 0.4;

    private MembershipInference() {}

    /**
     * By the names of the scores: {@code loss}, {@code min-k}, {@code zlib}.
     *
     * @param members readings of what was trained on
     * @param memberTexts the answers themselves, one a reading
     * @param others readings of what was not
     * @param otherTexts likewise
     */
    static Map<String, Score> figures(
            List<TokenReadings> members,
            List<String> memberTexts,
            List<TokenReadings> others,
            List<String> otherTexts) {
        Map<String, Score> figures = new LinkedHashMap<>();
        figures.put("loss", auc((reading, text) -> reading.meanLoss(), members, memberTexts, others, otherTexts));
        figures.put(
                "min-k",
                auc(
                        (reading, text) -> Membership.minK(reading.wordLogProbabilities(), MIN_K),
                        members,
                        memberTexts,
                        others,
                        otherTexts));
        figures.put(
                "zlib",
                auc(
                        (reading, text) -> Membership.zlib(reading.meanLoss(), text),
                        members,
                        memberTexts,
                        others,
                        otherTexts));
        return figures;
    }

    /** The smaller, the likelier a member. */
    private interface Suspicion {
        double of(TokenReadings reading, String text);
    }

    private static Score auc(
            Suspicion suspicion,
            List<TokenReadings> members,
            List<String> memberTexts,
            List<TokenReadings> others,
            List<String> otherTexts) {
        double area = Auc.of(negated(suspicion, members, memberTexts), negated(suspicion, others, otherTexts));
        return new Score(area, members.size() + others.size());
    }

    private static double[] negated(Suspicion suspicion, List<TokenReadings> readings, List<String> texts) {
        return IntStream.range(0, readings.size())
                .mapToDouble(i -> -suspicion.of(readings.get(i), texts.get(i)))
                .toArray();
    }
}
