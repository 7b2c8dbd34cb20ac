package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.tensor.Tensor;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * MMUnlearner: ascent on forget data by weights that matter more to them than to retain data, in turn with descent on
 * retain data by all weights. A weight may change in forget steps where
 *
 * <pre>{@code
 * (F_forget + 1e-15) / (F_retain + 1e-15) >= threshold,  F = mean over batches of (gradient of the batch's mean loss)^2
 * }</pre>
 *
 * <p>A forget step is followed by as many retain steps as retain batches come on a forget batch, {@code floor}, at least one.
 * Gradients of a forget step are clipped, where a run clips, and then masked. Of a new adapter all weights of {@code A} are in the
 * mask of a threshold up to 1: {@code B} is 0, so that no gradient reaches them and both means are 0.
 *
 * <p>Source: {@code data_process/SFRon.py} and {@code baselines/MLLMU_manifold.py}. There the norm is clipped to 1, weights of
 * modules without a mask take the forget gradient whole, as do all of an adapter; here every weight that trains has a mask. What
 * is to be preserved are for the image encoder images of others, for the decoder text of the same persons; here the retain data.
 *
 * @param alpha at least 0, the weight of ascent; 1 there
 * @param threshold at least 0; 1 there
 * @see <a href="https://arxiv.org/abs/2502.11051">MMUnlearner</a>
 */
public record MmUnlearner(float alpha, float threshold) implements SelectiveMethod {
    private static final String AUTHORS = "the authors";
    private static final double TINY = 1e-15;
    private static final Setting<Float> ALPHA =
            Setting.atLeast(0, "alpha", "weight of ascent on forget data").standard(1f, AUTHORS);
    private static final Setting<Float> THRESHOLD = Setting.atLeast(
                    0, "threshold", "how many times as much a weight must matter to forget data")
            .standard(1f, AUTHORS);

    /** As {@link Methods} lists it. */
    public static final MethodEntry<MmUnlearner> ENTRY = new MethodEntry<>(
            "mmunlearner",
            "Ascent by weights that matter more to the forget data, in turn with descent on the retain data.",
            "Huo et al. 2025; MMUnlearner, SFRon.py and MLLMU_manifold.py",
            Set.of(Modality.TEXT),
            List.of(ALPHA, THRESHOLD),
            values -> new MmUnlearner(values.get(ALPHA), values.get(THRESHOLD)));

    public MmUnlearner {
        ALPHA.check(alpha);
        THRESHOLD.check(threshold);
    }

    @Override
    public String name() {
        return "MMUnlearner";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.RETAIN_DATA);
    }

    @Override
    public boolean ascends() {
        return alpha > 0;
    }

    @Override
    public Turns turns(int forget, int retain) {
        return new Turns(1, Math.max(1, retain / forget), forget);
    }

    @Override
    public Var loss(Terms terms) {
        return terms.data() == StepData.FORGET
                ? terms.weighted(terms.forget(), (concept, probability) -> -alpha)
                : terms.weighted(terms.retain(), (concept, probability) -> 1);
    }

    @Override
    public WeightMask choose(Passes passes) {
        Map<String, float[]> forget = fisher(passes, Passes.Data.FORGET);
        Map<String, float[]> retain = fisher(passes, Passes.Data.RETAIN);
        Map<String, BitSet> ones = new HashMap<>();
        forget.forEach((name, values) -> {
            float[] others = retain.get(name);
            BitSet bits = new BitSet();
            for (int i = 0; i < values.length; i++) {
                if ((values[i] + TINY) / (others[i] + TINY) >= threshold) bits.set(i);
            }
            ones.put(name, bits);
        });
        return WeightMask.of(ones);
    }

    /** {@code F}, by the names of the weights. */
    private static Map<String, float[]> fisher(Passes passes, Passes.Data data) {
        Map<String, float[]> means = new HashMap<>();
        for (Parameter weight : passes.weights()) {
            means.put(
                    weight.name(),
                    new float[Math.toIntExact(weight.value().shape().size())]);
        }
        double batches = passes.batches(data);
        passes.gradients(data, new GradientDescent(), () -> {
            for (Parameter weight : passes.weights()) {
                float[] mean = means.get(weight.name());
                float[] gradient = weight.gradient().map(Tensor::toArray).orElseGet(() -> new float[mean.length]);
                for (int i = 0; i < mean.length; i++) mean[i] += (float) ((double) gradient[i] * gradient[i] / batches);
                weight.clearGradient();
            }
        });
        return means;
    }

    @Override
    public boolean clipsFirst() {
        return true;
    }
}
