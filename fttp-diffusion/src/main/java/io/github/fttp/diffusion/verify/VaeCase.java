package io.github.fttp.diffusion.verify;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.verify.CaseKind;
import io.github.fttp.core.verify.Comparisons;
import io.github.fttp.core.verify.GoldenCase;
import io.github.fttp.diffusion.vae.AutoencoderKl;
import io.github.fttp.diffusion.vae.Posterior;
import java.nio.file.Path;

/** An autoencoder: what it makes of images, and of latent values; the same under older names where the case has them. */
final class VaeCase implements CaseKind {
    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        GoldenCase golden = new GoldenCase(folder, spec);
        check(golden, folder, engine, out);
        if (spec.has("legacy"))
            check(golden, folder.resolve(spec.field("legacy").text()), engine, out);
    }

    private static void check(GoldenCase golden, Path weights, Engine engine, Comparisons out) {
        try (AutoencoderKl vae = AutoencoderKl.load(weights, engine)) {
            float scale = (float) vae.config().scalingFactor();
            if (golden.has("in.image")) {
                Shape images = golden.shape("in.image");
                try (Tensor moments = encoded(vae, engine, images, golden.floats("in.image"))) {
                    golden.found("out.moments", moments.toArray());
                    Posterior posterior = Posterior.of(moments);
                    golden.found("out.mean", posterior.mean());
                    golden.found("out.logvar", posterior.logVariance());
                    golden.found("out.std", posterior.deviation());
                    golden.found("out.latents", scaled(posterior.mean(), scale));
                    if (golden.has("in.noise")) {
                        float[] sample = posterior.sample(golden.floats("in.noise"));
                        golden.found("out.sampled_latents", scaled(sample, scale));
                    }
                    golden.found("out.reconstruction", decoded(vae, engine, posterior.shape(), posterior.mean()));
                }
            }
            if (golden.has("in.latents")) {
                float[] latents = scaled(golden.floats("in.latents"), 1 / scale);
                golden.found("out.decoded", decoded(vae, engine, golden.shape("in.latents"), latents));
            }
            golden.compare(out);
        }
    }

    private static Tensor encoded(AutoencoderKl vae, Engine engine, Shape shape, float[] values) {
        try (Tensor images = engine.pool().draw(shape).set(values)) {
            return Tape.detached(engine, tape -> vae.moments(tape, tape.constant(images)));
        }
    }

    private static float[] decoded(AutoencoderKl vae, Engine engine, Shape shape, float[] values) {
        try (Tensor latents = engine.pool().draw(shape).set(values);
                Tape tape = Tape.forward(engine)) {
            return vae.decode(tape, tape.constant(latents)).value().toArray();
        }
    }

    private static float[] scaled(float[] values, float factor) {
        float[] scaled = values.clone();
        for (int i = 0; i < scaled.length; i++) scaled[i] *= factor;
        return scaled;
    }
}
