package io.github.fttp.diffusion.verify;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.loss.SplitWeights;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.optim.ParameterGroup;
import io.github.fttp.core.optim.Updates;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.verify.CaseKind;
import io.github.fttp.core.verify.Comparisons;
import io.github.fttp.core.verify.GoldenCase;
import io.github.fttp.core.verify.OptimizerSpec;
import io.github.fttp.diffusion.scheduler.Scheduler;
import io.github.fttp.diffusion.train.Denoising;
import io.github.fttp.diffusion.train.LatentElements;
import io.github.fttp.diffusion.train.ReferencePredictions;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** FTTP on the pixels of latents: losses, gradients of the first step, and weights after each step of Adam. */
final class SdFttpStepCase implements CaseKind {
    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        GoldenCase golden = new GoldenCase(folder, spec);
        // The noise of training alone is asked, whatever draws.
        Json named = Json.checkpoint(folder.resolve("scheduler_config.json"));
        Scheduler scheduler = Scheduler.ofPipeline(folder, named.field("_class_name"), false);
        Path model = UNetCase.model(folder, spec);
        for (String mode : spec.field("modes").names()) {
            try (UNet2DConditionModel unet = UNet2DConditionModel.load(model, engine)) {
                new Run(golden, spec, unet, engine, new Denoising(scheduler.schedule(), scheduler.prediction()))
                        .of(mode);
            }
        }
        golden.compare(out);
    }

    private static List<Parameter> trained(UNet2DConditionModel unet, Json mode) {
        List<Parameter> all = unet.parameters();
        return switch (mode.text()) {
            case "every parameter" -> all;
            case "parameters whose name contains attn2" ->
                all.stream().filter(each -> each.name().contains("attn2")).toList();
            default -> throw mode.refuse("is " + mode.found() + ", which is not known");
        };
    }

    private record Run(GoldenCase golden, Json spec, UNet2DConditionModel unet, Engine engine, Denoising denoising) {
        void of(String mode) {
            List<Parameter> trained = trained(unet, spec.field("modes").field(mode));
            trained.forEach(parameter -> parameter.unfreeze(engine.pool()));
            try (Updates updates = new Updates(
                    engine, OptimizerSpec.of(spec.field("optimizer")), List.of(new ParameterGroup(trained, 1)))) {
                for (int step = 1; step <= golden.shape("in.timesteps").dim(0); step++) {
                    golden.found("loss." + mode + ".step" + step, lossAndGradients(step));
                    if (step == 1) golden.foundGradients("grad." + mode + ".", trained, UnaryOperator.identity());
                    updates.step(1, 1);
                    String after = "loss." + mode + ".after_step" + step;
                    if (golden.wants(after)) golden.found(after, lossAfter(step));
                    for (Parameter each : unet.parameters()) {
                        golden.found(
                                "adam." + mode + ".step" + step + "." + each.name(),
                                each.value().toArray());
                    }
                }
            }
        }

        private float lossAndGradients(int step) {
            Denoising.Batch batch = batch(step);
            if (step == 1) golden.found("out.noisy_latents", denoising.noisy(batch));
            try (Tape tape = Tape.recording(engine)) {
                LatentElements elements = elements(tape, batch);
                if (step == 1) parts(elements);
                Var loss = loss(elements);
                float value = loss.value().scalar();
                tape.backward(loss);
                return value;
            }
        }

        private float lossAfter(int step) {
            try (Tape tape = Tape.forward(engine)) {
                return loss(elements(tape, batch(step))).value().scalar();
            }
        }

        private LatentElements elements(Tape tape, Denoising.Batch batch) {
            Shape latents = batch.shape();
            ElementMask mask =
                    LatentElements.spread(golden.floats("in.mask"), latents.dim(2) * latents.dim(3), latents.dim(1));
            return denoising.elements(tape, unet, batch, mask, ReferencePredictions.none());
        }

        private Var loss(LatentElements elements) {
            return elements.weighted(SplitWeights.of(UNetCase.fttp(spec), elements.mask(), elements.probabilities()));
        }

        /** Compares, of the first step, the plain means over the concept and over the rest. */
        private void parts(LatentElements elements) {
            float[] losses = elements.losses();
            float[] concept = elements.mask().concept();
            double[] sums = new double[2];
            int[] counts = new int[2];
            for (int i = 0; i < losses.length; i++) {
                int part = concept[i] > 0 ? 0 : 1;
                sums[part] += losses[i];
                counts[part]++;
            }
            golden.found("loss.concept_mse", (float) (sums[0] / counts[0]));
            golden.found("loss.rest_mse", (float) (sums[1] / counts[1]));
        }

        private Denoising.Batch batch(int step) {
            Shape latents = golden.shape("in.latents");
            int size = Math.toIntExact(latents.size());
            int samples = latents.dim(0);
            float[] noise = golden.floats("in.noise");
            int[] timesteps = golden.integers("in.timesteps");
            return new Denoising.Batch(
                    latents,
                    golden.floats("in.latents"),
                    Arrays.copyOfRange(noise, (step - 1) * size, step * size),
                    Arrays.copyOfRange(timesteps, (step - 1) * samples, step * samples),
                    GivenConditioning.of(golden));
        }
    }
}
