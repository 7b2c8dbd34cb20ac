package io.github.fttp.diffusion.conceptworld;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.SquaredErrors;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.method.Elements;
import io.github.fttp.core.method.ElementsWithoutConcept;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.optim.ParameterGroup;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.train.TrainableModel;
import io.github.fttp.diffusion.vae.AutoencoderKl;
import io.github.fttp.metrics.conceptworld.Staging;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * An autoencoder in the loop: its elements are the values of images {@code [3, SIZE, SIZE]} from -1 to 1, each with the
 * squared error of what comes back. Those of characters weigh more: they are told apart by details of a few pixels. Latents
 * get noise of a fixed size on the way, so that the decoder does not live on their last digits, and their squares cost a
 * little, so that they do not grow away from the noise: a variational autoencoder whose variance is not learnt.
 */
final class TrainableAutoencoder implements TrainableModel<TrainableAutoencoder.Drawn> {
    private static final double NOISE = 0.1;
    /** Weight of a character's pixels, where that of others is 1. */
    private static final float WEIGHT = 4;
    /** Price of a mean square of 1. */
    private static final float PRICE = 1e-3f;

    /**
     * An image and where its characters are.
     *
     * @param pixels {@code [3, SIZE, SIZE]}, from -1 to 1
     * @param characters of the image
     */
    record Drawn(float[] pixels, PixelMask characters) {
        static Drawn of(Staging staging) {
            PixelMask characters = PixelMask.empty(Staging.SIZE, Staging.SIZE);
            for (int i = 0; i < staging.characters().size(); i++) {
                characters = characters.union(staging.mask(i, Staging.SIZE));
            }
            float[] pixels = ImageProcessor.stableDiffusion(Staging.SIZE).process(staging.image(Staging.SIZE));
            return new Drawn(pixels, characters);
        }
    }

    private final AutoencoderKl vae;
    private final Engine engine;
    private final List<Parameter> trained;

    TrainableAutoencoder(AutoencoderKl vae, Engine engine) {
        this.vae = vae;
        this.engine = engine;
        this.trained = vae.parameters();
        trained.forEach(parameter -> parameter.trainable(true));
    }

    /** {@code [B, 3, SIZE, SIZE]}. */
    static Shape shape(int batch) {
        return Shape.of(batch, 3, Staging.SIZE, Staging.SIZE);
    }

    @Override
    public Engine engine() {
        return engine;
    }

    @Override
    public List<ParameterGroup> groups() {
        return List.of(new ParameterGroup(trained, 1));
    }

    @Override
    public Set<Need> offers() {
        return Set.of();
    }

    @Override
    public ElementMask mask(List<Drawn> batch) {
        int each = batch.get(0).pixels().length;
        float[] mask = new float[batch.size() * each];
        for (int b = 0; b < batch.size(); b++) {
            boolean[] covered = batch.get(b).characters().values();
            for (int i = 0; i < each; i++) mask[b * each + i] = covered[i % covered.length] ? 1 : 0;
        }
        return ElementMask.of(mask);
    }

    @Override
    public Elements forward(Tape tape, List<Drawn> batch, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return elements(tape, batch, NOISE, random);
    }

    @Override
    public Elements evaluate(Tape tape, List<Drawn> batch) {
        return elements(tape, batch, 0, new SplittableRandom(0));
    }

    private Elements elements(Tape tape, List<Drawn> batch, double noise, SplittableRandom random) {
        float[] values = Samples.joined(batch.stream().map(Drawn::pixels).toList());
        Tensor images = tape.drawKept(shape(batch.size())).set(values);
        Var moments = vae.moments(tape, tape.constant(images)); // [B, 2 latent, h, w]
        Var means = Rows.slice(tape, moments, 1, 0, vae.config().latentChannels());
        float[] disturbance = new float[Math.toIntExact(means.shape().size())];
        for (int i = 0; i < disturbance.length; i++) disturbance[i] = (float) (noise * random.nextGaussian());
        Var disturbed = Elementwise.add(
                tape, means, tape.constant(tape.drawKept(means.shape()).set(disturbance)));
        SquaredErrors errors = SquaredErrors.of(tape, vae.decode(tape, disturbed), images);
        Arrays.fill(disturbance, 0);
        try (Tensor zero = engine.pool().draw(means.shape()).set(disturbance)) {
            return new Errors(tape, mask(batch), errors, SquaredErrors.of(tape, means, zero), disturbance.length);
        }
    }

    private record Errors(Tape tape, ElementMask mask, SquaredErrors images, SquaredErrors latents, int count)
            implements ElementsWithoutConcept {
        @Override
        public float[] losses() {
            return images.squares();
        }

        @Override
        public Var weighted(float[] weights) {
            float[] weighted = new float[weights.length];
            float sum = 0;
            for (int i = 0; i < weighted.length; i++) {
                weighted[i] = 1 + (WEIGHT - 1) * mask.concept()[i];
                sum += weighted[i];
            }
            for (int i = 0; i < weighted.length; i++) weighted[i] *= weights[i] * weighted.length / sum;
            float[] prices = new float[count];
            Arrays.fill(prices, PRICE / count);
            return Elementwise.sum(tape, images.weighted(weighted), latents.weighted(prices));
        }
    }
}
