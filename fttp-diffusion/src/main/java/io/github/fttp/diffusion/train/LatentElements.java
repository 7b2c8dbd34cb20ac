package io.github.fttp.diffusion.train;

import io.github.fttp.core.autograd.SquaredErrors;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Elements;
import io.github.fttp.core.method.Mean;
import io.github.fttp.core.tensor.Tensor;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The values of a batch of latent pictures as elements: what each is off by, squared. Channels are first, as in {@code [B, C, H, W]}. */
public final class LatentElements implements Elements {
    private final Tape tape;
    private final Var prediction;
    private final SquaredErrors errors;
    private final ElementMask mask;
    private final Supplier<Tensor> base;
    private final int[] quarters;

    private LatentElements(
            Tape tape, Var prediction, SquaredErrors errors, ElementMask mask, Supplier<Tensor> base, int... quarters) {
        this.quarters = quarters;
        this.tape = tape;
        this.prediction = prediction;
        this.errors = errors;
        this.mask = mask;
        this.base = base;
    }

    /**
     * @param prediction {@code [B, C, H, W]}
     * @param target what it should be, of the same shape; not looked at any more after this call
     * @param mask one value an element, see {@link #spread}
     * @param base gives the base model's prediction, of the same shape; asked only by methods that need it
     * @param quarters in which quarter of the time steps each sample's is, from 1 to 4; none for no {@link #figures}
     */
    public static LatentElements of(
            Tape tape, Var prediction, Tensor target, ElementMask mask, Supplier<Tensor> base, int... quarters) {
        return new LatentElements(tape, prediction, SquaredErrors.of(tape, prediction, target), mask, base, quarters);
    }

    /**
     * A mask of pixels for all channels.
     *
     * @param pixels {@code [B, H, W]}, how much of the concept each carries, in {@code [0, 1]}
     * @param perSample pixels of a sample
     */
    public static ElementMask spread(float[] pixels, int perSample, int channels) {
        float[] all = new float[pixels.length * channels];
        for (int from = 0; from < pixels.length; from += perSample) {
            for (int c = 0; c < channels; c++) {
                System.arraycopy(pixels, from, all, from * channels + c * perSample, perSample);
            }
        }
        return ElementMask.of(all);
    }

    @Override
    public ElementMask mask() {
        return mask;
    }

    @Override
    public float[] losses() {
        return errors.squares();
    }

    @Override
    public float[] probabilities() {
        float[] probabilities = errors.squares();
        for (int i = 0; i < probabilities.length; i++) probabilities[i] = (float) Math.exp(-probabilities[i]);
        return probabilities;
    }

    /** The squared error under the mask and outside, by quarter of the time step. */
    @Override
    public Map<String, Mean> figures() {
        Map<String, Mean> figures = new TreeMap<>();
        float[] losses = errors.squares();
        float[] concept = mask.concept();
        int each = quarters.length == 0 ? 0 : losses.length / quarters.length;
        for (int b = 0; b < quarters.length; b++) {
            double[] sums = new double[4];
            for (int i = b * each; i < (b + 1) * each; i++) {
                sums[0] += (double) concept[i] * losses[i];
                sums[1] += concept[i];
                sums[2] += (1.0 - concept[i]) * losses[i];
                sums[3] += 1 - concept[i];
            }
            if (sums[1] > 0) figures.merge("conceptLossQ" + quarters[b], new Mean(sums[0], sums[1]), Mean::plus);
            if (sums[3] > 0) figures.merge("restLossQ" + quarters[b], new Mean(sums[2], sums[3]), Mean::plus);
        }
        return figures;
    }

    @Override
    public Var weighted(float[] weights) {
        return errors.weighted(weights);
    }

    @Override
    public Var distanceToBase(float[] weights) {
        return SquaredErrors.of(tape, prediction, base.get()).weighted(weights);
    }
}
