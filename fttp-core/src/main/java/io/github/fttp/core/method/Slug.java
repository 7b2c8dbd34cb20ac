package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * SLUG: a single step on a single layer. {@code g_f} is the mean gradient of ascent on forget data, {@code g_r} that of descent
 * on retain data. Of the weight matrices on the Pareto front of importance {@code |g_f| / |w|}, high, and alignment
 * {@code |cos(g_f, g_r)|}, low, the deepest one becomes {@code w - alpha s g_f}.
 *
 * <p>{@code s} is the smallest step found that leaves nothing {@linkplain Elements#recognition recognised} in the forget data:
 * from {@code |w| / (10 |g_f|)} it is doubled until that is so, and then halved in, 10 evaluations in all; where none does, the
 * largest that was tried. Biases, norms and embeddings are no layers; where the front has weights of numbered blocks, others
 * are passed over.
 *
 * <p>Source: CSIPlab/SLUG, {@code unlearn_slug.py} and its notebooks. There the model is CLIP, {@code g_f} of the similarity of
 * image and name, {@code g_r} of the contrastive loss, and what is recognised the name among the five likeliest; LLaVA then
 * takes over the edited image encoder and Stable Diffusion the edited text encoder. A vision-language model and a U-Net have
 * no such pair of encoders: here their own loss gives both gradients, and any weights that a run trains may be the layer. The
 * notebooks also change the layers beside it in the same attention or feed-forward part.
 *
 * @param alpha at least 0, how many times the step that was found is made; 1 there
 * @param tries evaluations of the search, at least 1; 10 there
 * @see <a href="https://arxiv.org/abs/2407.11867">Targeted Unlearning with Single Layer Unlearning Gradient</a>
 */
public record Slug(float alpha, long tries) implements WeightEdit {
    private static final String AUTHORS = "the authors";
    /** First step, as a share of {@code |w| / |g_f|}. */
    private static final double FIRST = 0.1;

    private static final Setting<Float> ALPHA = Setting.atLeast(
                    0, "alpha", "how many times the smallest step that forgets")
            .standard(1f, AUTHORS);
    private static final Setting<Long> TRIES =
            Setting.whole(1, "tries", "evaluations of the search for a step").standard(10L, AUTHORS);

    /** As {@link Methods} lists it. */
    public static final MethodEntry<Slug> ENTRY = new MethodEntry<>(
            "slug",
            "One step on the one layer that matters to the forget data and not to the retain data.",
            "Cai et al. 2025; SLUG, unlearn_slug.py",
            Modality.ALL,
            List.of(ALPHA, TRIES),
            values -> new Slug(values.get(ALPHA), values.get(TRIES)));

    public Slug {
        ALPHA.check(alpha);
        TRIES.check(tries);
    }

    @Override
    public String name() {
        return "SLUG";
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.RETAIN_DATA);
    }

    /**
     * A weight matrix with what is known of it.
     *
     * @param gradient {@code g_f}
     */
    private record Layer(Parameter weight, float[] gradient, double importance, double alignment) {
        boolean isDominatedBy(Layer other) {
            return other.alignment < alignment && other.importance > importance;
        }

        boolean isInABlock() {
            return weight.name().matches(".*\\.\\d+\\..*");
        }
    }

    @Override
    public void edit(Passes passes) {
        Layer layer = chosen(layers(passes));
        float[] before = layer.weight().value().toArray();
        Step step = new Step(layer, before);
        step.make(alpha * search(passes, step));
    }

    private static List<Layer> layers(Passes passes) {
        List<Parameter> weights = passes.weights().stream()
                .filter(weight ->
                        weight.value().shape().rank() > 1 && !weight.name().matches(".*(embed|position).*"))
                .toList();
        Map<Parameter, float[]> forget = forgetting(passes, weights);
        passes.gradients(Passes.Data.RETAIN, new GradientDescent(), () -> {});
        List<Layer> layers = new ArrayList<>();
        for (Parameter weight : weights) {
            float[] gradient = forget.get(weight);
            double importance = norm(gradient) / norm(weight.value().toArray());
            if (importance > 0 && Double.isFinite(importance)) {
                layers.add(new Layer(weight, gradient, importance, Math.abs(cosine(gradient, gradient(weight)))));
            }
        }
        passes.weights().forEach(Parameter::clearGradient);
        if (layers.isEmpty()) throw new BadData("SLUG", "finds no layer with a gradient among the weights that train");
        return layers;
    }

    /** {@code g_f}, the mean over batches. */
    private static Map<Parameter, float[]> forgetting(Passes passes, List<Parameter> weights) {
        passes.gradients(Passes.Data.FORGET, new GradientAscent(), () -> {});
        Map<Parameter, float[]> means = new HashMap<>();
        for (Parameter weight : weights) {
            float[] mean = gradient(weight);
            for (int i = 0; i < mean.length; i++) mean[i] /= passes.batches(Passes.Data.FORGET);
            means.put(weight, mean);
        }
        passes.weights().forEach(Parameter::clearGradient);
        return means;
    }

    private static float[] gradient(Parameter weight) {
        int size = Math.toIntExact(weight.value().shape().size());
        return weight.gradient().map(Tensor::toArray).orElseGet(() -> new float[size]);
    }

    /** The deepest on the front, which is the last one in the model's order. */
    private static Layer chosen(List<Layer> layers) {
        List<Layer> front = layers.stream()
                .filter(each -> layers.stream().noneMatch(each::isDominatedBy))
                .toList();
        List<Layer> inBlocks = front.stream().filter(Layer::isInABlock).toList();
        List<Layer> eligible = inBlocks.isEmpty() ? front : inBlocks;
        return eligible.get(eligible.size() - 1);
    }

    private record Step(Layer layer, float[] before) {
        /** {@code w - s g_f}. */
        void make(double s) {
            float[] after = before.clone();
            for (int i = 0; i < after.length; i++) after[i] -= (float) (s * layer.gradient()[i]);
            layer.weight().value().set(after);
        }
    }

    private double search(Passes passes, Step step) {
        double s = FIRST / step.layer().importance();
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        for (long i = 0; i < tries; i++) {
            step.make(s);
            if (recognised(passes)) low = s;
            else high = s;
            s = Double.isFinite(high) ? (low + high) / 2 : 2 * s;
        }
        return Double.isFinite(high) ? high : low;
    }

    private static boolean recognised(Passes passes) {
        Mean[] all = {new Mean(0, 0)};
        passes.elements(Passes.Data.FORGET, elements -> all[0] = all[0].plus(elements.recognition()));
        return all[0].sum() > 0;
    }

    private static double norm(float... values) {
        return Math.sqrt(product(values, values));
    }

    private static double cosine(float[] one, float... other) {
        // As torch's, whose norms are 1e-6 at least: 0 for a vector of zeros too.
        return product(one, other) / (Math.max(1e-6, norm(one)) * Math.max(1e-6, norm(other)));
    }

    private static double product(float[] one, float... other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) sum += (double) one[i] * other[i];
        return sum;
    }
}
