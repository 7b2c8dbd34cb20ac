package io.github.fttp.mllm.generate;

import io.github.fttp.core.Check;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How the next token is chosen from its logits, in this order: repetition penalty, temperature, top-k, top-p. Source: the
 * processors of transformers' {@code generate}.
 *
 * @param temperature 0 for the likeliest token, always
 * @param topK how many of the likeliest are left; 0 for all
 * @param topP the likeliest are left until their probabilities reach this, in (0, 1]; 1 for all
 * @param repetitionPenalty above 0; positive logits of tokens that were there are divided by it, negative multiplied
 */
public record Sampling(double temperature, int topK, double topP, double repetitionPenalty, long seed) {
    public Sampling {
        Check.finiteAtLeast(0, temperature, "temperature");
        Check.atLeast(0, topK, "top-k");
        if (!(topP > 0 && topP <= 1)) throw new IllegalArgumentException("top-p must be in (0, 1], was " + topP);
        if (!(repetitionPenalty > 0) || Double.isInfinite(repetitionPenalty)) {
            throw new IllegalArgumentException(
                    "repetition penalty must be finite and above 0, was " + repetitionPenalty);
        }
    }

    /** Always the likeliest token. */
    public static Sampling greedy() {
        return new Sampling(0, 0, 1, 1, 0);
    }

    /** @param seen tokens of the prompt and those generated so far */
    int choose(float[] logits, int[] seen, SplittableRandom random) {
        double[] scores = new double[logits.length];
        for (int v = 0; v < scores.length; v++) scores[v] = logits[v];
        IntStream.of(seen)
                .filter(v -> v < scores.length)
                .distinct()
                .forEach(
                        v -> scores[v] = scores[v] < 0 ? scores[v] * repetitionPenalty : scores[v] / repetitionPenalty);
        if (temperature == 0) {
            int best = 0;
            for (int v = 1; v < scores.length; v++) if (scores[v] > scores[best]) best = v;
            return best;
        }
        return draw(scores, random);
    }

    private int draw(double[] scores, SplittableRandom random) {
        int[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(v -> -scores[v]))
                .mapToInt(Integer::intValue)
                .toArray();
        int kept = topK == 0 ? order.length : Math.min(topK, order.length);
        double[] weights = new double[kept];
        double sum = 0;
        for (int i = 0; i < kept; i++) {
            weights[i] = Math.exp((scores[order[i]] - scores[order[0]]) / temperature);
            sum += weights[i];
        }
        int left = 0;
        double reached = 0;
        while (left < kept && (left == 0 || reached < topP * sum)) reached += weights[left++];
        double at = random.nextDouble() * reached;
        for (int i = 0; i < left; i++) {
            at -= weights[i];
            if (at < 0) return order[i];
        }
        return order[left - 1];
    }
}
