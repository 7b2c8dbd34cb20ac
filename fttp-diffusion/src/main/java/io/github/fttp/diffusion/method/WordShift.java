package io.github.fttp.diffusion.method;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import io.github.fttp.diffusion.unet.UNetPart;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How far an edit moved what a U-Net's cross-attentions make of words, their keys and values {@code W c}. Means over all {@code
 * attn2.to_k} and {@code attn2.to_v}; {@code c} is a state of the text encoder, {@code [D]}.
 */
public final class WordShift {
    private final List<Parameter> weights;
    private final List<float[]> before;

    private WordShift(List<Parameter> weights, List<float[]> before) {
        this.weights = weights;
        this.before = before;
    }

    /** Remembers the weights as they are now, before an edit. */
    public static WordShift from(UNet2DConditionModel unet) {
        List<Parameter> weights = UNetPart.WORD_KEYS_AND_VALUES.of(unet);
        return new WordShift(
                weights,
                weights.stream().map(weight -> weight.value().toArray()).toList());
    }

    /** How many weight matrices an edit reaches. */
    public int matrices() {
        return weights.size();
    }

    /** {@code |W c - W_0 c| / |W_0 c|}: 0 where a word means what it meant. */
    public double moved(float... word) {
        return mean(i -> distance(now(i), word, before.get(i), word) / norm(before.get(i), word));
    }

    /**
     * {@code |W c - W_0 guide| / |W_0 c - W_0 guide|}: 1 where a word is as far from its guide as it was, 0 where it means the
     * same.
     */
    public double left(float[] word, float[] guide) {
        return mean(i ->
                distance(now(i), word, before.get(i), guide) / distance(before.get(i), word, before.get(i), guide));
    }

    private double mean(ToDoubleFunction<Integer> of) {
        double sum = 0;
        for (int i = 0; i < weights.size(); i++) sum += of.applyAsDouble(i);
        return sum / weights.size();
    }

    private float[] now(int i) {
        return weights.get(i).value().toArray();
    }

    private static double norm(float[] weight, float[] word) {
        return distance(weight, word, weight, new float[word.length]);
    }

    /** {@code |W a - V b|}, weights {@code [out, D]}. */
    private static double distance(float[] w, float[] a, float[] v, float[] b) {
        double squares = 0;
        for (int row = 0; row < w.length; row += a.length) {
            double difference = 0;
            for (int k = 0; k < a.length; k++) {
                difference += (double) w[row + k] * a[k] - (double) v[row + k] * b[k];
            }
            squares += difference * difference;
        }
        return Math.sqrt(squares);
    }
}
