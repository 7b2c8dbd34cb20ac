package io.github.fttp.bench;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.loss.SplitWeights;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Elements;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.optim.Adam;
import io.github.fttp.core.optim.ParameterGroup;
import io.github.fttp.core.optim.Updates;
import io.github.fttp.diffusion.scheduler.NoiseSchedule;
import io.github.fttp.diffusion.scheduler.Prediction;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.ReferencePredictions;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import java.util.List;

/**
 * A step of FTTP on a U-Net: forward, split loss of the noise it should have said, backward, Adam, which uses up each
 * gradient as soon as it is complete. May be repeated; always the same batch.
 */
public final class UnetStep implements StepModel.TimedStep {
    /** Method that weighs the latent values. */
    public static final Fttp METHOD = new Fttp(30, 55);
    /** Learning rate of Adam. */
    public static final double RATE = 1e-5;

    private final Engine engine;
    private final boolean checkpointing;
    private final UNet2DConditionModel model;
    private final List<Parameter> trained;
    private final Updates updates;
    private final Denoising denoising =
            new Denoising(NoiseSchedule.scaledLinear(1000, 0.00085, 0.012), Prediction.EPSILON);
    private final Denoising.Batch batch;
    private final ElementMask mask;

    /** @param engine stays the caller's */
    public UnetStep(BenchUnet which, Engine engine, Weights weights) {
        this(which, engine, weights, which.batch(), which.isLarge());
    }

    UnetStep(BenchUnet which, Engine engine, Weights weights, int batch, boolean checkpointing) {
        this.engine = engine;
        this.checkpointing = checkpointing;
        model = UNet2DConditionModel.of(which.config(), weights);
        trained = model.parameters().stream()
                .filter(each -> which.trains(each.name()))
                .toList();
        trained.forEach(each -> each.unfreeze(engine.pool()));
        updates = new Updates(engine, Adam.rate(RATE), List.of(new ParameterGroup(trained, 1)));
        this.batch = which.batch(batch);
        mask = which.mask(batch);
    }

    /** The model. */
    public UNet2DConditionModel model() {
        return model;
    }

    /** Gives the parameters that train. */
    public List<Parameter> trained() {
        return trained;
    }

    /** The batch; the noise is what the model should say. */
    public Denoising.Batch batch() {
        return batch;
    }

    /** The batch's latents as the model sees them, {@code [B, C, h, w]}. */
    public float[] noisy() {
        return denoising.noisy(batch);
    }

    /** Gives the weights of the squared errors, {@code [B, C, h, w]}. */
    public float[] lossWeights() {
        return SplitWeights.of(METHOD, mask, new float[mask.size()]);
    }

    @Override
    public float run() {
        try (Tape tape = tape()) {
            Var loss = loss(tape);
            float value = loss.value().scalar();
            updates.stepWhile(1, complete -> tape.backward(loss, complete));
            return value;
        }
    }

    /** The loss, and its gradients in what trains: to be looked at, and dropped before a step. */
    public float gradients() {
        try (Tape tape = tape()) {
            Var loss = loss(tape);
            float value = loss.value().scalar();
            tape.backward(loss);
            return value;
        }
    }

    private Tape tape() {
        return checkpointing ? Tape.checkpointing(engine) : Tape.recording(engine);
    }

    private Var loss(Tape tape) {
        Elements elements = denoising.elements(tape, model, batch, mask, ReferencePredictions.none());
        return elements.weighted(SplitWeights.of(METHOD, mask, elements.probabilities()));
    }

    @Override
    public void close() {
        updates.close();
        model.close();
    }
}
