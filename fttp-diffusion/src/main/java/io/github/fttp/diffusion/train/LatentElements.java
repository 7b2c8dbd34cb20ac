package io.github.fttp.diffusion.train;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.SquaredErrors;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Mean;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.diffusion.method.DenoisedElements;
import io.github.fttp.diffusion.method.Target;
import java.util.Map;
import java.util.TreeMap;

/**
 * The values of a batch of latent images as elements: what each is off by, squared. Channels are first, as in
 * {@code [B, C, H, W]}.
 */
public final class LatentElements implements DenoisedElements {
    private final Tape tape;
    private final Var prediction;
    private final SquaredErrors errors;
    private final float[] target;
    private final ElementMask mask;
    private final ReferencePredictions others;
    private final int[] quarters;

    private LatentElements(
            Tape tape, Var prediction, Tensor target, ElementMask mask, ReferencePredictions others, int... quarters) {
        this.quarters = quarters;
        this.tape = tape;
        this.prediction = prediction;
        this.errors = SquaredErrors.of(tape, prediction, target);
        this.target = target.toArray();
        this.mask = mask;
        this.others = others;
    }

    /**
     * @param prediction {@code [B, C, H, W]}
     * @param target what it should be, of the same shape; not looked at any more after this call
     * @param mask one value an element, see {@link #spread}
     * @param others asked only by methods that need them
     * @param quarters in which quarter of the time steps each sample's is, from 1 to 4; none for no {@link #figures}
     */
    public static LatentElements of(
            Tape tape, Var prediction, Tensor target, ElementMask mask, ReferencePredictions others, int... quarters) {
        return new LatentElements(tape, prediction, target, mask, others, quarters);
    }

    /**
     * A mask of pixels for all channels.
     *
     * @param pixels {@code [B, H, W]}, how much of the concept each carries, in {@code [0, 1]}
     * @param perSample pixels of a sample
     */
    public static ElementMask spread(float[] pixels, int perSample, int channels) {
        return spread(ElementMask.of(pixels), perSample, channels);
    }

    /**
     * Spreads a mask of pixels of which some don't count.
     *
     * @param pixels {@code [B, H, W]}
     */
    public static ElementMask spread(ElementMask pixels, int perSample, int channels) {
        float[] concept = pixels.concept();
        boolean[] counts = pixels.counts();
        float[] all = new float[concept.length * channels];
        boolean[] allCounts = new boolean[all.length];
        for (int from = 0; from < concept.length; from += perSample) {
            for (int c = 0; c < channels; c++) {
                System.arraycopy(concept, from, all, from * channels + c * perSample, perSample);
                System.arraycopy(counts, from, allCounts, from * channels + c * perSample, perSample);
            }
        }
        return new ElementMask(all, allCounts);
    }

    @Override
    public ElementMask mask() {
        return mask;
    }

    @Override
    public int[] sampleNumbers() {
        int[] numbers = new int[mask.size()];
        int each = numbers.length / prediction.shape().dim(0);
        for (int i = 0; i < numbers.length; i++) numbers[i] = i / each;
        return numbers;
    }

    @Override
    public float[] losses() {
        return errors.squares();
    }

    /** Noise has a variance of 1: where nothing is known, that is the squared error. */
    @Override
    public float chance() {
        return (float) Math.exp(-1);
    }

    @Override
    public float[] probabilities() {
        float[] probabilities = errors.squares();
        for (int i = 0; i < probabilities.length; i++) probabilities[i] = (float) Math.exp(-probabilities[i]);
        return probabilities;
    }

    @Override
    public Mean recognition() {
        int samples = prediction.shape().dim(0);
        float[] own = errors.squares();
        float[] without = errors(others.unconditional(), target).squares();
        boolean[] counts = mask.counts();
        int recognised = 0;
        for (int b = 0; b < samples; b++) {
            double better = 0;
            for (int i = b * own.length / samples; i < (b + 1) * own.length / samples; i++) {
                if (counts[i]) better += (double) without[i] - own[i];
            }
            if (better > 0) recognised++;
        }
        return new Mean(recognised, samples);
    }

    /** The squared error under the mask and outside, by quarter of the time step. */
    @Override
    public Map<String, Mean> figures() {
        Map<String, Mean> figures = new TreeMap<>();
        float[] losses = errors.squares();
        float[] concept = mask.concept();
        boolean[] counts = mask.counts();
        int each = quarters.length == 0 ? 0 : losses.length / quarters.length;
        for (int b = 0; b < quarters.length; b++) {
            double[] sums = new double[4];
            for (int i = b * each; i < (b + 1) * each; i++) {
                if (!counts[i]) continue;
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
        return distanceTo(Target.of(Target.By.BASE, Target.Prompt.OWN), weights);
    }

    @Override
    public Var distanceTo(Target other, float[] weights) {
        double[] sum = new double[target.length];
        for (Target.Part part : other.parts()) {
            float[] said = others.of(part);
            for (int i = 0; i < sum.length; i++) sum[i] += (double) part.share() * said[i];
        }
        float[] wanted = new float[sum.length];
        for (int i = 0; i < sum.length; i++) wanted[i] = (float) sum[i];
        return errors(prediction, wanted).weighted(weights);
    }

    @Override
    public Var guided(float guidance, float[] weights) {
        Var away = Elementwise.scale(tape, -guidance, others.unconditional());
        Var guided = Elementwise.add(tape, Elementwise.scale(tape, 1 + guidance, prediction), away);
        return errors(guided, target).weighted(weights);
    }

    private SquaredErrors errors(Var said, float[] wanted) {
        try (Tensor tensor = tape.engine().pool().draw(said.shape()).set(wanted)) {
            return SquaredErrors.of(tape, said, tensor);
        }
    }
}
