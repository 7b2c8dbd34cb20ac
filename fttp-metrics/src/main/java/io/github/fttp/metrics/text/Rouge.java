package io.github.fttp.metrics.text;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * How much of a reference a text says (Lin 2004): by the longest common subsequence of words (ROUGE-L) or by sequences of n
 * words (ROUGE-N). Words are runs of {@code a-z0-9} in lower case, stemmed only where a stem is asked for. Source: the
 * package {@code rouge_score}.
 *
 * @param precision share of the text's words that both have; 0 for an empty text
 * @param recall share of the reference's words; 0 for an empty reference
 * @param f1 their harmonic mean; 0 where both are 0
 */
public record Rouge(double precision, double recall, double f1) {
    /** ROUGE-N of {@code text} against {@code reference}: sequences of {@code n} words, each counted as often as in both. */
    public static Rouge n(int n, String reference, String text) {
        return n(n, reference, text, UnaryOperator.identity());
    }

    /** Computes likewise, of the words' stems. */
    public static Rouge n(int n, String reference, String text, UnaryOperator<String> stem) {
        Map<List<String>, Integer> expected = Words.sequences(n, stems(reference, stem));
        Map<List<String>, Integer> said = Words.sequences(n, stems(text, stem));
        int common = said.entrySet().stream()
                .mapToInt(each -> Math.min(each.getValue(), expected.getOrDefault(each.getKey(), 0)))
                .sum();
        return of(common, count(said), count(expected));
    }

    private static int count(Map<?, Integer> sequences) {
        return sequences.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** ROUGE-L of {@code text} against {@code reference}. */
    public static Rouge l(String reference, String text) {
        return l(reference, text, UnaryOperator.identity());
    }

    /** Computes likewise, of the words' stems. */
    public static Rouge l(String reference, String text, UnaryOperator<String> stem) {
        List<String> expected = stems(reference, stem);
        List<String> said = stems(text, stem);
        return of(longestCommonSubsequence(expected, said), said.size(), expected.size());
    }

    private static List<String> stems(String text, UnaryOperator<String> stem) {
        return Words.of(text).stream().map(stem).toList();
    }

    private static Rouge of(double common, int said, int expected) {
        if (expected == 0 || said == 0) return new Rouge(0, 0, 0);
        double precision = common / said;
        double recall = common / expected;
        double f1 = common == 0 ? 0 : 2 * precision * recall / (precision + recall);
        return new Rouge(precision, recall, f1);
    }

    private static int longestCommonSubsequence(List<String> a, List<String> b) {
        int[] above = new int[b.size() + 1];
        for (String word : a) {
            int[] row = new int[b.size() + 1];
            for (int j = 1; j < row.length; j++) {
                row[j] = word.equals(b.get(j - 1)) ? above[j - 1] + 1 : Math.max(above[j], row[j - 1]);
            }
            above = row;
        }
        return above[b.size()];
    }
}
