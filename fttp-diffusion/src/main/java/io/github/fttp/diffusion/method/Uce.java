package io.github.fttp.diffusion.method;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.method.MethodEntry;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.method.Setting;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import io.github.fttp.diffusion.unet.UNetPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;

/**
 * Unified concept editing: keys and values of a concept's word become those of a guide, those of preserved words stay; in
 * closed form, without images or training. For each {@code attn2.to_k} and {@code attn2.to_v}
 *
 * <pre>{@code
 * W = (beta W_0 + alpha sum_i v*_i c_i^T + retain sum_j v_j c_j^T)
 *         (beta I + alpha sum_i c_i c_i^T + retain sum_j c_j c_j^T)^-1
 * v*_i = W_0 guide_i,  v_j = W_0 c_j
 * }</pre>
 *
 * <p>With {@code M} for what is inverted that is {@code W_0 + alpha sum_i W_0 (guide_i - c_i) (M^-1 c_i)^T}, which is how it
 * is computed, in double precision: {@code M} is the same for all layers, and what nothing changes keeps its bits.
 *
 * <p>Source: unified-concept-editing, {@code trainscripts/uce_sd_erase.py}.
 *
 * @param alpha at least 0, the pull of the concept's words to the guide; 1 there (erase scale)
 * @param beta above 0, the pull of all weights to where they are; 0.5 there (lamb)
 * @param retain at least 0, the pull of preserved words to what they mean; 1 there (preserve scale)
 * @see <a href="https://arxiv.org/abs/2308.14761">Unified Concept Editing in Diffusion Models</a>
 */
public record Uce(float alpha, float beta, float retain) implements UNetEdit {
    private static final String AUTHORS = "the authors";
    private static final Setting<Float> ALPHA = Setting.atLeast(
                    0, "alpha", "pull of the concept's words to what they shall mean")
            .standard(1f, AUTHORS);
    private static final Setting<Float> BETA =
            Setting.above(0, "beta", "pull of all weights to where they are").standard(0.5f, AUTHORS);
    private static final Setting<Float> RETAIN = Setting.atLeast(
                    0, "retain", "pull of preserved words to what they mean")
            .standard(1f, AUTHORS);

    /** As {@link io.github.fttp.core.method.Methods} lists it. */
    public static final MethodEntry<Uce> ENTRY = new MethodEntry<>(
            "uce",
            "The concept's words come to mean another in closed form, without images or training.",
            "Gandikota et al. 2024; unified-concept-editing, uce_sd_erase.py",
            Set.of(Modality.IMAGE),
            List.of(ALPHA, BETA, RETAIN),
            values -> new Uce(values.get(ALPHA), values.get(BETA), values.get(RETAIN)));

    public Uce {
        ALPHA.check(alpha);
        BETA.check(beta);
        RETAIN.check(retain);
    }

    @Override
    public String name() {
        return "UCE";
    }

    @Override
    public Set<Need> needs() {
        return Set.of();
    }

    @Override
    public UNetPart part() {
        return UNetPart.WORD_KEYS_AND_VALUES;
    }

    @Override
    public void edit(UNet2DConditionModel unet, Pool pool, List<Erasure> erasures, List<float[]> preserved) {
        Change change = change(erasures, preserved);
        for (Parameter weight : part().of(unet)) {
            weight.unfreeze(pool);
            change.addTo(weight);
        }
    }

    private Change change(List<Erasure> erasures, List<float[]> preserved) {
        if (erasures.isEmpty()) throw new IllegalArgumentException("there is nothing to erase");
        int width = erasures.get(0).concept().length;
        RealMatrix m = new Array2DRowRealMatrix(width, width);
        for (int i = 0; i < width; i++) m.setEntry(i, i, beta);
        for (Erasure each : erasures) addSquare(m, alpha, each.concept());
        for (float[] each : preserved) addSquare(m, retain, each);
        var solver = new CholeskyDecomposition(m).getSolver();
        List<double[]> from = new ArrayList<>();
        List<double[]> to = new ArrayList<>();
        for (Erasure each : erasures) {
            RealVector concept = vector(each.concept());
            from.add(vector(each.guide()).subtract(concept).mapMultiply(alpha).toArray());
            to.add(solver.solve(concept).toArray());
        }
        return new Change(from, to);
    }

    private static void addSquare(RealMatrix m, double share, float[] c) {
        int width = m.getRowDimension();
        if (c.length != width) throw new IllegalArgumentException("text states of " + c.length + " and " + width);
        for (int i = 0; i < width; i++) {
            // The product first, which is the same both ways: the solver refuses what is not symmetric to the last
            // bits.
            for (int j = 0; j < width; j++) m.addToEntry(i, j, share * ((double) c[i] * c[j]));
        }
    }

    private static RealVector vector(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) wide[i] = values[i];
        return new ArrayRealVector(wide, false);
    }

    /** {@code W += sum_i (W from_i) to_i^T}. */
    private record Change(List<double[]> from, List<double[]> to) {
        void addTo(Parameter weight) {
            int width = weight.value().shape().dim(1);
            if (from.get(0).length != width) {
                throw new IllegalArgumentException(
                        "text states of " + from.get(0).length + ", but " + weight.name() + " takes " + width);
            }
            float[] values = weight.value().toArray(); // [out, width]
            double[] row = new double[width];
            for (int start = 0; start < values.length; start += width) {
                for (int k = 0; k < width; k++) row[k] = 0;
                for (int i = 0; i < from.size(); i++) {
                    double product = 0;
                    for (int k = 0; k < width; k++) product += values[start + k] * from.get(i)[k];
                    for (int k = 0; k < width; k++) row[k] += product * to.get(i)[k];
                }
                for (int k = 0; k < width; k++) values[start + k] = (float) (values[start + k] + row[k]);
            }
            weight.value().set(values);
        }
    }
}
