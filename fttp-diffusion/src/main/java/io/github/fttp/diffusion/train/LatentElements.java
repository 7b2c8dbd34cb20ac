package io.github.fttp.diffusion.train;

import io.github.fttp.core.autograd.SquaredErrors;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Elements;
import io.github.fttp.core.tensor.Tensor;
import java.util.function.Supplier;

/** The values of a batch of latent pictures as elements: what each is off by, squared. Channels are first, as in {@code [B, C, H, W]}. */
public final class LatentElements implements Elements {
    private final Tape tape;
    private final Var prediction;
    private final SquaredErrors errors;
    private final ElementMask mask;
    private final Supplier<Tensor> base;

    private LatentElements(Tape tape, Var prediction, SquaredErrors errors, ElementMask mask, Supplier<Tensor> base) {
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
     */
    public static LatentElements of(Tape tape, Var prediction, Tensor target, ElementMask mask, Supplier<Tensor> base) {
        return new LatentElements(tape, prediction, SquaredErrors.of(tape, prediction, target), mask, base);
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

    @Override
    public Var weighted(float[] weights) {
        return errors.weighted(weights);
    }

    @Override
    public Var distanceToBase(float[] weights) {
        return SquaredErrors.of(tape, prediction, base.get()).weighted(weights);
    }
}
