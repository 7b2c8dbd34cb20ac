package io.github.fttp.bench.peer;

import static org.bytedeco.pytorch.global.torch.log_softmax;

import io.github.fttp.core.engine.Write;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import org.bytedeco.javacpp.PointerScope;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Warmup;

/** Losses of 128 labels over 32,064 words and the gradient of their signed sum by the logits. */
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 8, time = 1)
public class CrossEntropyBenchmark extends PeerBenchmark {
    private static final int LABELS = 128;
    private static final int WORDS = 32_064;

    private final int[] labels = new int[LABELS];
    private final float[] signs = new float[LABELS];
    private Tensor logits;
    private Tensor normalisers;
    private Tensor gradient;
    private org.bytedeco.pytorch.Tensor theirLogits;
    private org.bytedeco.pytorch.Tensor theirLabels;
    private org.bytedeco.pytorch.Tensor theirSigns;

    @Override
    void prepare() {
        logits = normal(Shape.of(LABELS, WORDS), 0.02);
        normalisers = hold(engine().pool().draw(Shape.of(LABELS)));
        gradient = hold(engine().pool().draw(logits.shape()));
        long[] wide = new long[LABELS];
        for (int i = 0; i < LABELS; i++) {
            wide[i] = labels[i] = i * 250;
            signs[i] = (i % 4 == 0 ? -0.3f : 1f) / LABELS;
        }
        theirLogits = Torch.view(logits).requires_grad_();
        theirLabels = Torch.ids(wide, LABELS, 1);
        theirSigns = Torch.floats(signs, LABELS);
        ours();
        libtorch();
        Agreement.require("the gradient", gradient, theirLogits.grad(), 1e-4);
    }

    @Benchmark
    public Tensor ours() {
        engine().logSumExp(logits, normalisers);
        engine().crossEntropyBackward(logits, labels, signs, gradient, Write.SET);
        return gradient;
    }

    @Benchmark
    public float libtorch() {
        try (PointerScope scope = new PointerScope()) {
            Torch.forget(theirLogits);
            var loss = log_softmax(theirLogits, -1)
                    .gather(-1, theirLabels)
                    .squeeze(-1)
                    .neg()
                    .mul(theirSigns)
                    .sum();
            scope.attach(loss);
            loss.backward();
            return loss.item_float();
        }
    }
}
