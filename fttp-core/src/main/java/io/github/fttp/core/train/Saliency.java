package io.github.fttp.core.train;

import io.github.fttp.core.Check;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.method.Passes;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.method.WeightMask;
import java.util.List;

/**
 * Which weights matter most to forget data: {@code m = 1} for the {@code ratio} of all weights that train whose {@code
 * |sum_b g_b|} is largest, all parameters ranked together; {@code g_b} is the signed gradient of a loss by the weight, over
 * batch {@code b} of one pass through the data. Any {@link TrainingMethod} of forget data alone is a loss, and any method
 * composes with the mask, see {@link Unlearner#saliency}.
 *
 * <pre>{@code
 * WeightMask mask = Saliency.of(new GradientAscent()).mask(trainable, samples);
 * Unlearner.of(trainable).method(new Fttp(30, 55)).saliency(mask)...
 * }</pre>
 *
 * <p>Weights without a gradient come last, the first of them first: of an adapter that is new, whose B is 0, those are all of
 * its A's. Batches come in the order of the samples; noise and time steps, where a loss needs some, are a step's own. Adapters with
 * dropout are used as in training. Source: SalUn, {@code SD/train-scripts/generate_mask.py}, whose loss
 * is ascent with guidance.
 *
 * @param loss GA's for text
 * @param ratio from 0 to 1; 0.5 there
 * @param batch samples that go through the model together, at least 1
 * @param seed of everything random
 * @param gradientCheckpointing as {@link Training#gradientCheckpointing()}
 */
public record Saliency(TrainingMethod loss, double ratio, int batch, long seed, boolean gradientCheckpointing) {
    public Saliency {
        if (!(ratio >= 0 && ratio <= 1)) {
            throw new IllegalArgumentException("saliency ratio must be from 0 to 1, was " + ratio);
        }
        Check.atLeast(1, batch, "batch");
    }

    /** Half of the weights by the gradient of this loss, a sample at a time. */
    public static Saliency of(TrainingMethod loss) {
        return new Saliency(loss, 0.5, 1, 0, false);
    }

    public Saliency ratio(double ratio) {
        return new Saliency(loss, ratio, batch, seed, gradientCheckpointing);
    }

    public Saliency batch(int batch) {
        return new Saliency(loss, ratio, batch, seed, gradientCheckpointing);
    }

    public Saliency seed(long seed) {
        return new Saliency(loss, ratio, batch, seed, gradientCheckpointing);
    }

    /**
     * Passes the samples through the model once; its weights stay as they are.
     *
     * @throws BadData if the loss needs what the trainable does not have, or a gradient is not finite
     */
    public <S> WeightMask mask(TrainableModel<S> trainable, List<S> samples) {
        if (samples.isEmpty()) throw new BadData("forget data", "has no samples");
        try (DataPasses<S> passes =
                new DataPasses<>(trainable, samples, List.of(), batch, seed, gradientCheckpointing)) {
            passes.gradients(Passes.Data.FORGET, loss, () -> {});
            return WeightMask.largest(passes.weights(), ratio);
        }
    }
}
