package io.github.fttp.metrics.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Distances of a model that forgot to the oracle, one that was trained without the concept: the aim of forgetting, where it can be
 * had. Each is at least 0, and 0 where both are alike.
 */
public final class Oracle {
    /** The statistic of Kolmogorov and Smirnov between both models' truth ratios. */
    public static final String TRUTHS = "distance to the oracle's truth ratios";

    /** All distances, in the order of reports. */
    static final List<String> DISTANCES = distances();

    /** A part of what both are asked: apart, since most of that is not of the concept and would hide it. */
    public enum Part {
        /** The questions about it, or prompts with it; errors under its masks. */
        CONCEPT,
        /** The questions and prompts without it; errors outside of its masks. */
        REST;

        /** Names the distance of what both say or draw where they are asked the same: 1 - ROUGE-L, or 1 - cosine of features. */
        public String outputs() {
            return "distance to the oracle's outputs on the " + word();
        }

        /** Names the distance of the losses of both on the same data, mean of absolute differences. */
        public String errors() {
            return "distance to the oracle's errors on the " + word();
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private Oracle() {}

    /**
     * Takes the means of what other oracles are away from the oracle, by names of their own: as near to it comes a model that never
     * met the concept.
     *
     * @param others what each of them is away, by the names of {@link #DISTANCES}
     */
    static Map<String, Score> meansOfOthers(List<Map<String, Score>> others) {
        Map<String, Score> means = new LinkedHashMap<>();
        for (String name : DISTANCES) {
            List<Score> its = others.stream()
                    .map(each -> each.get(name))
                    .filter(Objects::nonNull)
                    .toList();
            if (its.isEmpty()) continue;
            double mean = Score.mean(its.stream().map(Score::value).toList()).value();
            means.put(ofAnother(name), new Score(mean, its.get(0).size()));
        }
        return means;
    }

    /** Names what other oracles are away from the oracle by a distance. */
    static String ofAnother(String distance) {
        return distance + ", of another";
    }

    private static List<String> distances() {
        List<String> names = new ArrayList<>(List.of(TRUTHS));
        for (Part part : Part.values()) names.add(part.outputs());
        for (Part part : Part.values()) names.add(part.errors());
        return List.copyOf(names);
    }
}
