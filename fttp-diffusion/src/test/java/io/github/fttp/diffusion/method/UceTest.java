package io.github.fttp.diffusion.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.diffusion.method.UNetEdit.Erasure;
import io.github.fttp.diffusion.unet.TinyUNet;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import io.github.fttp.diffusion.unet.UNetPart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UceTest {
    private static final int WIDTH = TinyUNet.CONTEXT;

    private final Engine engine = new OneDnnEngine();
    private final SplittableRandom random = new SplittableRandom(5);
    private UNet2DConditionModel unet;

    @TempDir
    Path folder;

    @BeforeEach
    void load() {
        unet = TinyUNet.random(folder, engine, 3);
    }

    @AfterEach
    void nothingLeaks() {
        unet.close();
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    private float[] state() {
        float[] state = new float[WIDTH];
        for (int i = 0; i < WIDTH; i++) state[i] = (float) random.nextGaussian();
        return state;
    }

    private static RealMatrix column(float... state) {
        RealMatrix column = new Array2DRowRealMatrix(state.length, 1);
        for (int i = 0; i < state.length; i++) column.setEntry(i, 0, state[i]);
        return column;
    }

    private static RealMatrix matrix(Parameter weight) {
        float[] values = weight.value().toArray();
        int out = weight.value().shape().dim(0);
        RealMatrix matrix = new Array2DRowRealMatrix(out, WIDTH);
        for (int i = 0; i < values.length; i++) matrix.setEntry(i / WIDTH, i % WIDTH, values[i]);
        return matrix;
    }

    private List<RealMatrix> matrices() {
        return UNetPart.WORD_KEYS_AND_VALUES.of(unet).stream()
                .map(UceTest::matrix)
                .toList();
    }

    @Test
    void weightsSolveTheNormalEquations() {
        Uce uce = new Uce(1.5f, 0.5f, 0.7f);
        List<Erasure> erasures = List.of(new Erasure(state(), state()), new Erasure(state(), state()));
        List<float[]> preserved = List.of(state(), state(), state());
        List<RealMatrix> before = matrices();
        uce.edit(unet, engine.pool(), erasures, preserved);
        List<RealMatrix> after = matrices();
        for (int w = 0; w < before.size(); w++) {
            RealMatrix old = before.get(w);
            RealMatrix left = old.scalarMultiply(0.5);
            RealMatrix right = MatrixUtils.createRealIdentityMatrix(WIDTH).scalarMultiply(0.5);
            for (Erasure each : erasures) {
                RealMatrix c = column(each.concept());
                left = left.add(old.multiply(column(each.guide()))
                        .multiply(c.transpose())
                        .scalarMultiply(1.5));
                right = right.add(c.multiply(c.transpose()).scalarMultiply(1.5));
            }
            for (float[] each : preserved) {
                RealMatrix c = column(each);
                left = left.add(old.multiply(c).multiply(c.transpose()).scalarMultiply(0.7));
                right = right.add(c.multiply(c.transpose()).scalarMultiply(0.7));
            }
            RealMatrix expected =
                    left.multiply(new LUDecomposition(right).getSolver().getInverse());
            assertThat(after.get(w).subtract(expected).getNorm()).isLessThan(1e-5);
            assertThat(after.get(w).subtract(old).getNorm()).isGreaterThan(0.01);
        }
    }

    @Test
    void theConceptsKeysAndValuesBecomeTheGuidesAndPreservedOnesStay() {
        float[] concept = state();
        float[] guide = state();
        float[] kept = state();
        List<RealMatrix> before = matrices();
        // Nearly no pull to where the weights are, so that the equations of words are met.
        new Uce(1, 1e-5f, 1).edit(unet, engine.pool(), List.of(new Erasure(concept, guide)), List.of(kept));
        List<RealMatrix> after = matrices();
        for (int w = 0; w < before.size(); w++) {
            RealMatrix wanted = before.get(w).multiply(column(guide));
            assertThat(after.get(w).multiply(column(concept)).subtract(wanted).getNorm())
                    .isLessThan(1e-3);
            RealMatrix stays = before.get(w).multiply(column(kept));
            assertThat(after.get(w).multiply(column(kept)).subtract(stays).getNorm())
                    .isLessThan(1e-3);
        }
    }

    @Test
    void whatIsItsOwnGuideAndAllOtherWeightsKeepTheirBits() {
        List<float[]> before = values();
        float[] same = state();
        new Uce(1, 0.5f, 1).edit(unet, engine.pool(), List.of(new Erasure(same, same)), List.of());
        assertThat(values()).usingRecursiveComparison().isEqualTo(before);
        new Uce(1, 0.5f, 1).edit(unet, engine.pool(), List.of(new Erasure(same, state())), List.of());
        List<String> changed = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            if (!java.util.Arrays.equals(before.get(i), values().get(i)))
                changed.add(unet.parameters().get(i).name());
        }
        assertThat(changed)
                .containsExactlyElementsOf(UNetPart.WORD_KEYS_AND_VALUES.of(unet).stream()
                        .map(Parameter::name)
                        .toList());
    }

    private List<float[]> values() {
        return unet.parameters().stream().map(each -> each.value().toArray()).toList();
    }

    @Test
    void refusesStatesOfAnotherWidth() {
        float[] narrow = {1, 2};
        assertThatThrownBy(() ->
                        new Uce(1, 0.5f, 1).edit(unet, engine.pool(), List.of(new Erasure(narrow, narrow)), List.of()))
                .hasMessageContaining("text states of 2");
        assertThatThrownBy(() ->
                        new Uce(1, 0.5f, 1).edit(unet, engine.pool(), List.of(new Erasure(state(), narrow)), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Uce(1, 0.5f, 1).edit(unet, engine.pool(), List.of(), List.of()))
                .hasMessage("there is nothing to erase");
        assertThatThrownBy(() -> new Uce(1, 0, 1)).hasMessageContaining("beta");
    }
}
