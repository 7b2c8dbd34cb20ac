package io.github.fttp.core.method;

import io.github.fttp.core.autograd.Cosines;
import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.LowRank;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * VL-Eraser: what feed-forward layers say of the forget data is learned by low-rank adapters on them, out of the way of the retain
 * data's images, and then subtracted. In training
 *
 * <pre>{@code
 * L = distillation mean over layers of mean over positions of (1 - cos(W h, B A P h)) + (1 - distillation) mean l
 * }</pre>
 *
 * <p>on forget data, and in the end {@code W - alpha B A P}. {@code h} is what goes into a layer of the model as it was; {@code P
 * = I - V V^T}, where {@code V} are the directions of the layer's inputs at the positions of images, averaged over each retain
 * sample's: right singular vectors of these, {@code [samples, in]}, whose singular value is above {@code zero} times the
 * largest. So {@code B A P} is 0 on retain images. Adapters train on feed-forward layers alone; others that are attached
 * stay as they are.
 *
 * <p>Source: public reading notes of the paper, which give the formulas; neither the paper's text nor code was at hand, nor its
 * values of {@code distillation}, {@code zero}, ranks and rates. There {@code zero} is 0 by its formula, and W a block's whole
 * feed-forward part; here each of its layers has its own W, A, B and P. From where h comes and whether gradients go through it is
 * not told; here the distillation of a layer reaches its own adapter alone. The descent is that of the model with its adapters
 * added. Cosines of what is shorter than a hundredth of {@code W h} are as {@link Cosines} has them.
 *
 * @param alpha at least 0, how many times what was learned is subtracted; 1 there
 * @param distillation in {@code [0, 1)}, its share of the loss
 * @param zero in {@code [0, 1)}; singular values up to this share of the largest count as 0
 * @see <a href="https://cvpr.thecvf.com/virtual/2026/poster/39075">VL-Eraser</a>
 */
public record VlEraser(float alpha, float distillation, float zero) implements SelectiveMethod {
    private static final String NAME = "VL-Eraser";
    private static final String OURS = "ours";
    /** Singular values up to this share of the largest are noise of float32. */
    private static final double NOISE = 1e-6;

    private static final Setting<Float> ALPHA = Setting.atLeast(
                    0, "alpha", "how many times what was learned is subtracted")
            .standard(1f, "the authors");
    private static final Setting<Float> DISTILLATION =
            Setting.between(0, 1, "distillation", "its share of the loss").standard(0.5f, OURS);
    private static final Setting<Float> ZERO = Setting.between(
                    0, 1, "zero", "share of the largest singular value up to which one counts as 0")
            .standard(0.01f, OURS);

    /** As {@link Methods} lists it. */
    public static final MethodEntry<VlEraser> ENTRY = new MethodEntry<>(
            "vl-eraser",
            "Adapters learn what feed-forward layers say of the forget data, but not on retain images, and are subtracted.",
            "Wang et al. 2026 (VL-Eraser), notes of the paper",
            Set.of(Modality.TEXT),
            List.of(ALPHA, DISTILLATION, ZERO),
            values -> new VlEraser(values.get(ALPHA), values.get(DISTILLATION), values.get(ZERO)));

    public VlEraser {
        ALPHA.check(alpha);
        DISTILLATION.check(distillation);
        ZERO.check(zero);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Set<Need> needs() {
        return Set.of(Need.RETAIN_DATA, Need.BASE_MODEL, Need.LABEL_TOKENS);
    }

    @Override
    public float changeScale() {
        return -alpha;
    }

    /** Watches what feed-forward layers with adapters are given by the model as it was, and what they give. */
    @FunctionalInterface
    private interface Watcher {
        /**
         * @param x {@code [B T, in]}
         * @param y {@code [B T, out]}
         */
        void see(Linear layer, Tensor x, Tensor y);
    }

    /**
     * {@code A P}, in three steps, for the model and for the distillation; there also the inputs, what the adapter makes of
     * them before and behind its factor and in the end, and what the layer says.
     */
    @Override
    public long keptBeside(long positions, int in, int out, int rank) {
        long projected = 3L * rank * in;
        return distillation == 0 ? projected : 2 * projected + positions * (in + 2L * rank + 2L * out);
    }

    private static List<Linear> adapted(Module tower) {
        return FeedForward.layers(tower).stream()
                .filter(layer -> layer.adapter().isPresent())
                .toList();
    }

    private static LowRank adapter(Linear layer) {
        return layer.adapter().orElseThrow();
    }

    /** Sends the batch through the model as it was. */
    private static void watch(TokenElements tokens, Watcher watcher) {
        List<Linear> layers = adapted(tokens.pass().decoder());
        try {
            for (Linear layer : layers) layer.observe((x, y) -> watcher.see(layer, x.rows(), y.rows()));
            tokens.base(pass -> pass.states(0));
        } finally {
            layers.forEach(Linear::unobserve);
        }
    }

    @Override
    public Var loss(Terms terms) {
        TokenElements tokens = TokenElements.of(terms.forget());
        Var descent = terms.weighted(tokens, (concept, probability) -> 1);
        if (distillation == 0) return descent;
        Tape tape = terms.tape();
        int[] attended = tokens.pass().attendedRows();
        List<Var> distances = new ArrayList<>();
        watch(tokens, (layer, x, y) -> {
            Tensor h = tape.drawKept(Shape.of(attended.length, x.shape().dim(1)));
            tape.engine().gatherRows(x, attended, h);
            try (Tensor wanted = tape.engine()
                    .pool()
                    .draw(Shape.of(attended.length, y.shape().dim(1)))) {
                tape.engine().gatherRows(y, attended, wanted);
                distances.add(Cosines.meanDistance(tape, adapter(layer).share(tape, tape.constant(h)), wanted));
            }
        });
        double part = (double) tokens.samples() / terms.samples(tokens) / distances.size();
        return terms.sum(
                Elementwise.scale(tape, 1 - distillation, descent),
                Elementwise.scale(tape, (float) (distillation * part), terms.sum(distances.toArray(Var[]::new))));
    }

    /** Turns the adapters away from retain images, and lets those of feed-forward layers train. */
    @Override
    public WeightMask choose(Passes passes) {
        Map<Linear, List<double[]>> features = features(passes);
        Map<String, BitSet> ones = new HashMap<>();
        for (Parameter weight : passes.weights()) ones.put(weight.name(), new BitSet());
        features.forEach((layer, pooled) -> {
            LowRank adapter = adapter(layer);
            adapter.avoid(directions(passes.engine(), pooled));
            for (Parameter each : List.of(adapter.a(), adapter.b())) {
                ones.get(each.name())
                        .set(0, Math.toIntExact(each.value().shape().size()));
            }
        });
        return WeightMask.of(ones);
    }

    /** Inputs of each layer, averaged over the positions of each retain sample's images. */
    private static Map<Linear, List<double[]>> features(Passes passes) {
        Map<Linear, List<double[]>> features = new LinkedHashMap<>();
        for (Module tower : passes.towers()) {
            for (Linear layer : adapted(tower)) features.put(layer, new ArrayList<>());
        }
        if (features.isEmpty()) throw new BadData(NAME, "finds no adapter on a feed-forward layer");
        passes.elements(Passes.Data.RETAIN, elements -> {
            TokenElements tokens = TokenElements.of(elements);
            List<int[]> images = tokens.pass().imageRows();
            watch(tokens, (layer, x, y) -> {
                for (int[] sample : images)
                    if (sample.length > 0) features.get(layer).add(mean(x, sample));
            });
        });
        if (features.values().iterator().next().isEmpty()) {
            throw new BadData(NAME, "needs images in the retain data, whose features it leaves as they are");
        }
        return features;
    }

    private static double[] mean(Tensor x, int... rows) {
        int width = x.shape().dim(1);
        double[] mean = new double[width];
        float[] row = new float[width];
        for (int each : rows) {
            x.read((long) each * width, row, 0, width);
            for (int k = 0; k < width; k++) mean[k] += row[k] / (double) rows.length;
        }
        return mean;
    }

    /**
     * {@code V^T}, {@code [directions, in]}: by the eigenvectors of the smaller of both products of the features with
     * themselves.
     */
    private Tensor directions(Engine engine, List<double[]> pooled) {
        RealMatrix x = new Array2DRowRealMatrix(pooled.toArray(double[][]::new), false);
        boolean few = x.getRowDimension() < x.getColumnDimension();
        EigenDecomposition squares = new EigenDecomposition(
                few ? x.multiply(x.transpose()) : x.transpose().multiply(x));
        double[] values = squares.getRealEigenvalues();
        double bound = Math.max(zero, NOISE) * Math.sqrt(values[0]);
        int count = 0;
        while (count < values.length && values[count] > 0 && Math.sqrt(values[count]) > bound) count++;
        if (count == 0) throw new BadData(NAME, "finds features of 0 at the images in the retain data");
        int width = x.getColumnDimension();
        Tensor directions = engine.pool().draw(Shape.of(count, width));
        float[] row = new float[width];
        for (int i = 0; i < count; i++) {
            double[] vector = squares.getEigenvector(i).toArray();
            double[] direction = few ? x.preMultiply(vector) : vector;
            double length = few ? Math.sqrt(values[i]) : 1;
            for (int k = 0; k < width; k++) row[k] = (float) (direction[k] / length);
            directions.write((long) i * width, row, 0, width);
        }
        return directions;
    }
}
