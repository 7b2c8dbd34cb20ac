package io.github.fttp.diffusion.pipeline;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.Framing;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The states that a pipeline's text encoders have of words other than a concept's. */
public final class OtherWords {
    private static final int TEXTS = 512;
    private static final int TOGETHER = 32;
    /** Tokens of a text, at the most. */
    private static final int LONGEST = 8;

    private OtherWords() {}

    /**
     * Gives the mean of {@code c c^T} over the states {@code c} at all positions of 512 texts of one to eight random tokens, start, end and padding
     * among them; {@code [D, D]}.
     *
     * @param concept whose tokens do not occur
     */
    public static double[][] moments(LoadedPipeline pipeline, Concept concept, long seed) {
        int[] words = pipeline.tokenizers().words(concept);
        SplittableRandom random = new SplittableRandom(seed);
        double[][] sums = new double[0][];
        long count = 0;
        for (int from = 0; from < TEXTS; from += TOGETHER) {
            List<int[]> texts = new ArrayList<>();
            for (int i = 0; i < TOGETHER; i++) texts.add(text(pipeline.tokenizers(), words, random));
            // Each encoder pads in its own way.
            List<int[][]> each = pipeline.tokenizers().encode("").stream()
                    .map(empty -> texts.stream().map(empty::behind).toArray(int[][]::new))
                    .toList();
            Conditioning said = pipeline.textEncoders().conditioning(pipeline.engine(), each, Framing.whole(1, 1));
            int width = said.shape().dim(2);
            if (sums.length == 0) sums = new double[width][width];
            float[] states = said.states();
            for (int at = 0; at < states.length; at += width, count++) {
                for (int i = 0; i < width; i++) {
                    for (int j = 0; j <= i; j++) sums[i][j] += (double) states[at + i] * states[at + j];
                }
            }
        }
        for (int i = 0; i < sums.length; i++) {
            for (int j = 0; j <= i; j++) sums[j][i] = sums[i][j] /= count;
        }
        return sums;
    }

    private static int[] text(PromptTokenizers tokenizers, int[] words, SplittableRandom random) {
        int most = Math.min(LONGEST, tokenizers.length() - 2);
        return random.ints(1 + random.nextInt(most), 0, words.length)
                .map(i -> words[i])
                .toArray();
    }
}
