package io.github.fttp.bench;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Activation;
import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.RandomWeights;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.diffusion.layers.ResnetBlock;
import io.github.fttp.diffusion.unet.AttentionProbe;
import io.github.fttp.diffusion.unet.TransformerBlock;
import java.util.List;

/**
 * A block of Stable Diffusion's first level, 320 channels, two images of 40 x 40: forward, and backward with the gradients
 * of all weights and of the pixels, from a gradient of the result that is given.
 */
public final class SdBlock implements AutoCloseable {
    /** Images. */
    public static final int BATCH = 2;
    /** Rows and columns of an image. */
    public static final int SIDE = 40;
    /** Width of a pixel. */
    public static final int CHANNELS = 320;
    /** Groups of the norms. */
    public static final int GROUPS = 32;
    /** Heads of the attentions. */
    public static final int HEADS = 8;
    /** Before the names of the parameters. */
    public static final String NAME = "block";

    private static final int TIME_WIDTH = 1280;
    private static final int WORDS = 77;
    private static final int CONTEXT_WIDTH = 768;

    private final Engine engine;
    private final Module block;
    private final Parameter x;
    private final Parameter condition;
    private final Parameter given;
    private final Forward forward;

    private interface Forward {
        Var of(Tape tape, Var x, Var condition);
    }

    private SdBlock(Engine engine, Module block, Shape shape, Parameter condition, Forward forward) {
        this.engine = engine;
        this.block = block;
        this.condition = condition;
        this.forward = forward;
        Weights random = normal(engine);
        x = random.require("x", shape);
        x.trainable(true);
        given = random.require("dy", shape);
        block.parameters().forEach(each -> each.trainable(true));
    }

    /** A ResNet block: {@code x [2, 40, 40, 320]}, an activated time embedding {@code [2, 1280]} that wants a gradient. */
    public static SdBlock resnet(Engine engine) {
        ResnetBlock.Style style = new ResnetBlock.Style(GROUPS, 1e-5, Activation.SILU, TIME_WIDTH);
        ResnetBlock block = ResnetBlock.of(Weights.random(engine.pool(), 1), NAME, CHANNELS, CHANNELS, style);
        Parameter time = normal(engine).require("time", Shape.of(BATCH, TIME_WIDTH));
        time.trainable(true);
        return new SdBlock(engine, block, Shape.of(BATCH, SIDE, SIDE, CHANNELS), time, block::forward);
    }

    /** A transformer block: {@code x [2, 1600, 320]}, text states {@code [2, 77, 768]} that want none. */
    public static SdBlock transformer(Engine engine) {
        TransformerBlock block =
                TransformerBlock.of(Weights.random(engine.pool(), 1), NAME, CHANNELS, CONTEXT_WIDTH, HEADS);
        Parameter context = normal(engine).require("context", Shape.of(BATCH, WORDS, CONTEXT_WIDTH));
        Shape pixels = Shape.of(BATCH, SIDE * SIDE, CHANNELS);
        return new SdBlock(
                engine,
                block,
                pixels,
                context,
                (tape, x, words) -> block.forward(tape, x, words, AttentionMask.full(), AttentionProbe.none()));
    }

    private static Weights normal(Engine engine) {
        return new RandomWeights(engine.pool(), 2, 1, DType.FLOAT32);
    }

    /** The pixels. */
    public Parameter x() {
        return x;
    }

    /** Time embedding or text states. */
    public Parameter condition() {
        return condition;
    }

    /** The gradient of the result, of the shape of {@link #x}. */
    public Tensor given() {
        return given.value();
    }

    /** The weights. */
    public List<Parameter> parameters() {
        return block.parameters();
    }

    /** Gives the block's result; the caller closes it. */
    public Tensor output() {
        return Tape.detached(engine, tape -> forward.of(tape, tape.use(x), tape.use(condition)));
    }

    /** Forward and backward; the gradients are then in the parameters. Returns that of the pixels. */
    public Tensor run() {
        x.clearGradient();
        condition.clearGradient();
        block.parameters().forEach(Parameter::clearGradient);
        try (Tape tape = Tape.recording(engine)) {
            Var y = forward.of(tape, tape.use(x), tape.use(condition));
            Tensor end = tape.draw(Shape.of()).set(0);
            Var loss = tape.record(end, one -> y.contribute((dy, write) -> engine.copy(given.value(), dy)), y);
            tape.backward(loss);
        }
        return x.gradient().orElseThrow();
    }

    @Override
    public void close() {
        given.close();
        condition.close();
        x.close();
        block.close();
    }
}
