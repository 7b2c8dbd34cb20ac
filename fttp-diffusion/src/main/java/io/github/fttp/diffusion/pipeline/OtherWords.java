package io.github.fttp.diffusion.pipeline;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.Framing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The states that a pipeline's text encoders have of words other than a concept's, summed once for each concept and seed.
 * For one thread.
 */
public final class OtherWords {
    private static final int TEXTS = 512;
    private static final int TOGETHER = 32;
    /** States that stay in a cache together while a row of sums goes over them. */
    private static final int BLOCK = 64;
    /** Tokens of a text, at the most. */
    private static final int LONGEST = 8;

    private final LoadedPipeline pipeline;
    private final Map<Draw, double[][]> moments = new HashMap<>();

    private record Draw(Concept concept, long seed) {}

    /** @param pipeline stays the caller's */
    public OtherWords(LoadedPipeline pipeline) {
        this.pipeline = pipeline;
    }

    /**
     * Gives the mean of {@code c c^T} over the states {@code c} at all positions of 512 texts of one to eight random
     * tokens, start, end and padding among them; {@code [D, D]}.
     *
     * @param concept whose tokens do not occur
     * @param seed of the texts
     * @return not to be changed, for whoever asks again is given the same
     */
    public double[][] moments(Concept concept, long seed) {
        return moments.computeIfAbsent(new Draw(concept, seed), draw -> sum(draw.concept(), draw.seed()));
    }

    private double[][] sum(Concept concept, long seed) {
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
            count += add(sums, said.states());
        }
        for (int i = 0; i < sums.length; i++) {
            for (int j = 0; j <= i; j++) sums[j][i] = sums[i][j] /= count;
        }
        return sums;
    }

    /** Adds {@code c c^T} of each state to the sums, below and on their diagonal, one after the other; gives how many there are. */
    private static int add(double[][] sums, float... states) {
        int width = sums.length;
        int count = states.length / width;
        double[][] each = new double[Math.min(BLOCK, count)][width];
        for (int from = 0; from < count; from += BLOCK) {
            int block = Math.min(BLOCK, count - from);
            for (int at = 0; at < block; at++) {
                for (int i = 0; i < width; i++) each[at][i] = states[(from + at) * width + i];
            }
            for (int i = 0; i < width; i++) {
                for (int at = 0; at < block; at++) addScaled(sums[i], each[at], each[at][i], i + 1);
            }
        }
        return count;
    }

    private static void addScaled(double[] sum, double[] state, double factor, int values) {
        for (int j = 0; j < values; j++) sum[j] += factor * state[j];
    }

    private static int[] text(PromptTokenizers tokenizers, int[] words, SplittableRandom random) {
        int most = Math.min(LONGEST, tokenizers.length() - 2);
        return random.ints(1 + random.nextInt(most), 0, words.length)
                .map(i -> words[i])
                .toArray();
    }
}
