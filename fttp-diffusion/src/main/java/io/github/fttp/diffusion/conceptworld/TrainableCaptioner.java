package io.github.fttp.diffusion.conceptworld;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.clip.ClipTextModel;
import io.github.fttp.core.clip.HiddenLayer;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Elements;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.optim.ParameterGroup;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.train.TrainableModel;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.LatentElements;
import io.github.fttp.diffusion.train.ReferencePredictions;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * A U-Net and its text encoder in the loop, both from scratch: elements are latent values, as of a {@code TrainableUNet},
 * whose text states are fixed.
 *
 * @param shape of a latent, {@code [C, h, w]}
 * @param nothing ids of the empty caption, which some samples get in place of theirs: what guidance is measured from
 */
record TrainableCaptioner(
        Engine engine, UNet2DConditionModel unet, ClipTextModel text, Denoising denoising, Shape shape, int[] nothing)
        implements TrainableModel<TrainableCaptioner.Captioned> {
    private static final double WITHOUT_CAPTION = 0.1;

    TrainableCaptioner {
        trained(unet, text).forEach(parameter -> parameter.trainable(true));
    }

    /**
     * A latent image and its caption.
     *
     * @param latent {@code [C, h, w]}, scaled
     * @param ids {@code [T]}
     */
    record Captioned(float[] latent, int[] ids) {}

    private static List<Parameter> trained(UNet2DConditionModel unet, ClipTextModel text) {
        return Stream.concat(unet.parameters().stream(), text.parameters().stream())
                .toList();
    }

    @Override
    public List<ParameterGroup> groups() {
        return List.of(new ParameterGroup(trained(unet, text), 1));
    }

    @Override
    public Set<Need> offers() {
        return Set.of();
    }

    @Override
    public ElementMask mask(List<Captioned> batch) {
        return ElementMask.of(new float[batch.size() * Math.toIntExact(shape.size())]);
    }

    @Override
    public Elements forward(Tape tape, List<Captioned> batch, long seed) {
        return elements(tape, batch, new SplittableRandom(seed), WITHOUT_CAPTION);
    }

    @Override
    public Elements evaluate(Tape tape, List<Captioned> batch) {
        return elements(tape, batch, new SplittableRandom(0), 0);
    }

    private Elements elements(Tape tape, List<Captioned> batch, SplittableRandom random, double without) {
        int[] drawn = denoising.schedule().drawTimesteps(random, batch.size());
        float[] timesteps = new float[drawn.length];
        int[][] ids = new int[drawn.length][];
        for (int i = 0; i < drawn.length; i++) {
            timesteps[i] = drawn[i];
            ids[i] = random.nextDouble() < without ? nothing : batch.get(i).ids();
        }
        float[] clean = Samples.joined(batch.stream().map(Captioned::latent).toList());
        float[] noise = new float[clean.length];
        for (int i = 0; i < noise.length; i++) noise[i] = (float) random.nextGaussian();
        Shape all = Shape.of(batch.size(), shape.dim(0), shape.dim(1), shape.dim(2));
        Tensor sample = tape.drawKept(all).set(denoising.schedule().addNoise(clean, noise, drawn));
        Var states = text.forward(tape, ids, HiddenLayer.last()); // [B, T, D]
        Var said = unet.forward(tape, tape.constant(sample), timesteps, Conditioning.Vars.of(states));
        try (Tensor target = engine.pool().draw(all).set(noise)) {
            return LatentElements.of(tape, said, target, mask(batch), ReferencePredictions.none());
        }
    }
}
