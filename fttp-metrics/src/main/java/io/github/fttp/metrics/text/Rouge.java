package io.github.fttp.metrics.text;

import java.util.List;

/**
 * How much of a reference a text says, in the same order (Lin 2004, ROUGE-L): by the longest common subsequence of words,
 * which are runs of {@code a-z0-9} in lower case, not stemmed. Source: the package {@code rouge_score} without stemmer.
 *
 * @param precision share of the text's words that are in the subsequence; 0 for an empty text
 * @param recall share of the reference's words; 0 for an empty reference
 * @param f1 their harmonic mean; 0 where both are 0
 */
public record Rouge(double precision, double recall, double f1) {
    /** ROUGE-L of {@code text} against {@code reference}. */
    public static Rouge l(String reference, String text) {
        List<String> expected = Words.of(reference);
        List<String> said = Words.of(text);
        if (expected.isEmpty() || said.isEmpty()) return new Rouge(0, 0, 0);
        double common = longestCommonSubsequence(expected, said);
        double precision = common / said.size();
        double recall = common / expected.size();
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
