package io.github.fttp.bench;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.SquaredErrors;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.mllm.llama.AttentionKind;
import io.github.fttp.mllm.llama.DecoderInput;
import io.github.fttp.mllm.llama.LlamaConfig;
import io.github.fttp.mllm.llama.LlamaModel;
import io.github.fttp.mllm.llama.RopeScaling;
import io.github.fttp.mllm.llama.RopeSections;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * One layer of a Llama with the norm behind it, 640 tokens, 512 wide, 8 heads, feed-forward part 1376: forward, and
 * backward with the gradients of all weights and of the input. The loss is the sum of
 * the squares of the result with random weights: their plain sum is what the norm keeps constant.
 */
public final class LlamaBlock implements AutoCloseable {
    /** Positions of the one sequence. */
    public static final int TOKENS = 640;
    /** Width of a position. */
    public static final int WIDTH = 512;
    /** Heads of the attention. */
    public static final int HEADS = 8;
    /** Addend of norms. */
    public static final double EPSILON = 1e-6;
    /** Base of the rotary embedding. */
    public static final double THETA = 10_000;

    private static final int INNER = 1376;

    private final Engine engine;
    private final LlamaModel model;
    private final Parameter x;
    private final Tensor zeros;
    private final boolean[][] attended = new boolean[1][TOKENS];
    private final float[] weights = new float[TOKENS * WIDTH];

    /** @param engine stays the caller's */
    public LlamaBlock(Engine engine) {
        this.engine = engine;
        LlamaConfig config = new LlamaConfig(
                8,
                WIDTH,
                INNER,
                1,
                HEADS,
                HEADS,
                WIDTH / HEADS,
                TOKENS,
                EPSILON,
                THETA,
                new RopeScaling.None(),
                0,
                RopeSections.none(),
                AttentionKind.PLAIN,
                false,
                false);
        Weights random = Weights.random(engine.pool(), 1);
        model = LlamaModel.of(config, random, "");
        x = random.require("x", Shape.of(1, TOKENS, WIDTH));
        x.trainable(true);
        model.parameters().forEach(each -> each.trainable(true));
        zeros = engine.pool().zeros(x.value().shape());
        Arrays.fill(attended[0], true);
        SplittableRandom signs = new SplittableRandom(2);
        for (int i = 0; i < weights.length; i++) weights[i] = (float) signs.nextDouble(-1, 1) / weights.length;
    }

    /** The input, {@code [1, 640, 512]}. */
    public Parameter x() {
        return x;
    }

    /** Gives the weights of the result's squares, {@code [640, 512]}. */
    public float[] lossWeights() {
        return weights.clone();
    }

    /** The block's weights and the norm's, by their names in checkpoints. */
    public LlamaModel model() {
        return model;
    }

    /** Forward and backward; the gradients are then in the parameters. */
    public float run() {
        x.clearGradient();
        model.parameters().forEach(Parameter::clearGradient);
        try (Tape tape = Tape.recording(engine)) {
            Var y = model.forward(tape, DecoderInput.of(tape.use(x), attended), state -> {});
            Var loss = SquaredErrors.of(tape, y, zeros).weighted(weights);
            float value = loss.value().scalar();
            tape.backward(loss);
            return value;
        }
    }

    @Override
    public void close() {
        zeros.close();
        x.close();
        model.close();
    }
}
