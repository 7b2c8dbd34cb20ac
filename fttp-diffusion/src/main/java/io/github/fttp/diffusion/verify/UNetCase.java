package io.github.fttp.diffusion.verify;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.loss.SplitWeights;
import io.github.fttp.core.loss.Weighting;
import io.github.fttp.core.mask.ElementMask;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.GradientDescent;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.verify.CaseKind;
import io.github.fttp.core.verify.Comparisons;
import io.github.fttp.core.verify.GoldenCase;
import io.github.fttp.diffusion.train.LatentElements;
import io.github.fttp.diffusion.train.ReferencePredictions;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A U-Net: its prediction, the plain loss (A) and FTTP's (B), and the gradients of both. */
final class UNetCase implements CaseKind {
    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        GoldenCase golden = new GoldenCase(folder, spec);
        Map<String, Weighting> losses = new LinkedHashMap<>();
        losses.put("A", new GradientDescent());
        if (spec.has("alpha")) losses.put("B", fttp(spec));
        try (UNet2DConditionModel model = UNet2DConditionModel.load(model(folder, spec), engine)) {
            model.parameters().forEach(parameter -> parameter.unfreeze(engine.pool()));
            for (var loss : losses.entrySet()) pass(golden, model, engine, loss.getKey(), loss.getValue());
            golden.compare(out);
        }
    }

    /** Where the model lies: beside the case's values unless it says otherwise. */
    static Path model(Path folder, Json spec) {
        return spec.optional("model").map(name -> folder.resolve(name.text())).orElse(folder);
    }

    /** The split that the case's strengths mean. */
    static Fttp fttp(Json spec) {
        return new Fttp(
                (float) spec.field("alpha").number(), (float) spec.field("beta").number());
    }

    private static void pass(
            GoldenCase golden, UNet2DConditionModel model, Engine engine, String name, Weighting weighting) {
        model.parameters().forEach(Parameter::clearGradient);
        List<Parameter> inputs = inputs(golden, engine);
        try (Tensor noise = engine.pool().draw(golden.shape("in.noise"));
                Tape tape = Tape.recording(engine)) {
            noise.set(golden.floats("in.noise"));
            Map<String, Var> vars = new LinkedHashMap<>();
            inputs.forEach(input -> vars.put(input.name(), tape.use(input)));
            Var sample = vars.remove("in.sample");
            Var prediction =
                    model.forward(tape, sample, golden.floats("in.timestep"), GivenConditioning.of(golden, vars));
            golden.found("out.sample", prediction.value().toArray());
            LatentElements elements =
                    LatentElements.of(tape, prediction, noise, mask(golden), ReferencePredictions.none());
            Var loss = elements.weighted(SplitWeights.of(weighting, elements.mask(), elements.probabilities()));
            golden.found("loss." + name, loss.value().scalar());
            if (!golden.wants("grad")) return;
            tape.backward(loss);
            golden.foundGradients("grad" + name + ".", model.parameters(), UnaryOperator.identity());
            golden.foundGradients("gradin" + name + ".", inputs, UnaryOperator.identity());
            // Some cases write the prefix of inputs, some don't.
            golden.foundGradients("gradin" + name + ".", inputs, input -> input.substring("in.".length()));
        } finally {
            inputs.forEach(Parameter::close);
        }
    }

    /** Nothing is the concept where the case has no mask. */
    private static ElementMask mask(GoldenCase golden) {
        var shape = golden.shape("in.noise"); // [B, C, H, W]
        int pixels = shape.dim(2) * shape.dim(3);
        float[] mask = golden.has("in.mask") ? golden.floats("in.mask") : new float[shape.dim(0) * pixels];
        return LatentElements.spread(mask, pixels, shape.dim(1));
    }

    private static List<Parameter> inputs(GoldenCase golden, Engine engine) {
        return Stream.concat(Stream.of("in.sample"), GivenConditioning.keys(golden))
                .map(key -> input(golden, engine, key))
                .toList();
    }

    private static Parameter input(GoldenCase golden, Engine engine, String key) {
        Tensor value = engine.pool().draw(golden.shape(key)).set(golden.floats(key));
        Parameter input = new Parameter(key, value);
        input.trainable(true);
        return input;
    }
}
