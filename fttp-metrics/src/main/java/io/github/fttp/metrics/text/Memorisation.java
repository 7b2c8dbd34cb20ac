package io.github.fttp.metrics.text;

/** How much of a text a model gives back token by token, its beginning given. Source: open-unlearning. */
public final class Memorisation {
    private Memorisation() {}

    /**
     * The share of labels that are the model's first choice.
     *
     * @param labels of an answer without its end token, at least one
     * @param likeliest the most probable token at each place, teacher-forced
     */
    public static double exact(int[] labels, int... likeliest) {
        require(labels, likeliest);
        int right = 0;
        for (int i = 0; i < labels.length; i++) if (labels[i] == likeliest[i]) right++;
        return (double) right / labels.length;
    }

    /**
     * {@code 1 - k/n}, {@code k} the shortest beginning after which all the rest is the model's first choice (Carlini et al.
     * 2021): 1 if the model says all of it by itself, 0 if even the last token is another. (open-unlearning has
     * {@code 1/n} in that case.)
     */
    public static double extractionStrength(int[] labels, int... likeliest) {
        require(labels, likeliest);
        int k = labels.length;
        while (k > 0 && labels[k - 1] == likeliest[k - 1]) k--;
        return 1 - (double) k / labels.length;
    }

    private static void require(int[] labels, int... likeliest) {
        if (labels.length == 0 || labels.length != likeliest.length) {
            throw new IllegalArgumentException(labels.length + " labels and " + likeliest.length
                    + " predictions, expected as many and at least one");
        }
    }
}
