package io.github.fttp.mllm.verify;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.clip.ClipVisionConfig;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.verify.CaseKind;
import io.github.fttp.core.verify.Comparisons;
import io.github.fttp.core.verify.ExpectedValues;
import io.github.fttp.core.verify.GoldenCase;
import io.github.fttp.mllm.data.MergedInputs;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.generate.Generator;
import io.github.fttp.mllm.generate.Sampling;
import io.github.fttp.mllm.llama.DecoderInput;
import io.github.fttp.mllm.llama.LlamaModel;
import io.github.fttp.mllm.llava.LlavaModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** A LLaVA: features, merged inputs, logits, a loss with gradients of projector and decoder, greedy generation. */
final class LlavaCase implements CaseKind {
    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        GoldenCase golden = new GoldenCase(folder, spec);
        try (LlavaModel model = LlavaModel.load(folder, engine)) {
            Map<String, String> gradients = gradients(golden);
            for (Parameter parameter : model.parameters()) {
                parameter.trainable(gradients.containsKey(parameter.name()));
            }
            forwardAndBackward(spec, golden, new Pass(model, engine, padding(folder)), gradients);
            if (golden.wants("out.generated")) generate(golden, new Pass(model, engine, 0));
            golden.compare(out);
        }
    }

    /** From the names of parameters to those in the gradients' keys, which may be those of older files. */
    private static Map<String, String> gradients(GoldenCase golden) {
        Map<String, String> names = new HashMap<>();
        for (String key : golden.wanted("grad.")) {
            String name = key.substring("grad.".length());
            names.put(LlavaModel.currentName(name), name);
        }
        return names;
    }

    private static void forwardAndBackward(Json spec, GoldenCase golden, Pass pass, Map<String, String> gradients) {
        LlavaModel model = pass.model();
        List<PreparedImage> images = pass.images(golden, "in.pixel_values");
        MergedInputs inputs = pass.merged(golden.ids(), golden.attended(), golden.labels(), golden.concept(), images);
        try (Tape tape = Tape.recording(pass.engine())) {
            Var features = pass.features(tape, images, golden);
            Var embedded = model.languageModel().embed(tape, inputs, features);
            golden.found("out.merged_inputs_embeds", embedded.value().toArray());
            note(golden, inputs);
            Var last = model.languageModel().forward(tape, DecoderInput.of(embedded, inputs.attended()), state -> {});
            golden.found("out.last_hidden_state", last.value().toArray());
            Var logits = model.languageModel().logits(tape, pass.rows(last));
            golden.found("out.logits", logits.value().toArray());
            if (!golden.has("in.labels")) return;
            Var loss = new LabelLosses(inputs.labels(), inputs.concept(), golden.ignored())
                    .note(tape, logits, spec, golden)
                    .asked();
            if (gradients.isEmpty()) return;
            tape.backward(loss);
            List<Parameter> wanted = model.parameters().stream()
                    .filter(parameter -> gradients.containsKey(parameter.name()))
                    .toList();
            golden.foundGradients("grad.", wanted, gradients::get);
        }
    }

    private static int padding(Path folder) {
        Json config = Json.checkpoint(folder.resolve("config.json"));
        return config.optional("pad_token_id").map(id -> id.count(0)).orElse(0);
    }

    private static void note(GoldenCase golden, MergedInputs inputs) {
        int size = inputs.ids().length * inputs.length();
        long[] attended = new long[size];
        long[] labels = new long[size];
        float[] concept = new float[size];
        long[] positions = new long[size];
        int[][] counted = LlamaModel.positions(inputs.attended());
        int at = 0;
        for (int b = 0; b < inputs.ids().length; b++) {
            for (int t = 0; t < inputs.length(); t++, at++) {
                attended[at] = inputs.attended()[b][t] ? 1 : 0;
                labels[at] = inputs.labels()[b][t];
                concept[at] = inputs.concept()[b][t];
                positions[at] = counted[b][t];
            }
        }
        golden.found("out.merged_attention_mask", attended);
        golden.found("out.merged_labels", labels);
        golden.found("out.merged_concept_mask", concept);
        golden.found("out.merged_position_ids", positions);
    }

    /** As many tokens as the case has, each the likeliest; then their logits in one pass, without the cache. */
    private static void generate(GoldenCase golden, Pass pass) {
        int[][] prompts = golden.matrix("in.prompt_ids");
        if (prompts.length != 1)
            throw golden.refuse("in.prompt_ids", "is of " + prompts.length + " prompts, expected 1");
        int steps = golden.shape("out.generated_ids").dim(-1);
        LlavaModel model = pass.model();
        List<PreparedImage> images = pass.images(golden, "in.prompt_pixel_values");
        try (Tape tape = Tape.forward(pass.engine())) {
            int[] generated = new Generator(model, pass.engine(), Set.of())
                    .generate(prompts[0], images, Sampling.greedy(), steps, token -> true);
            golden.found("out.generated_ids", ExpectedValues.wide(generated));

            int[] all = Arrays.copyOf(prompts[0], prompts[0].length + steps - 1);
            System.arraycopy(generated, 0, all, prompts[0].length, steps - 1);
            MergedInputs inputs = pass.merged(
                    new int[][] {all}, attended(all.length), new int[1][all.length], new float[1][all.length], images);
            Var encoded = images.isEmpty() ? tape.constant(tape.drawKept(Shape.of(0))) : model.encode(tape, images);
            Var last = model.languageModel().forward(tape, model.embed(tape, inputs, images, encoded), state -> {});
            Var rows = pass.rows(last).slice(0, inputs.length() - steps, inputs.length());
            golden.found(
                    "out.generated_step_logits",
                    model.languageModel().logits(tape, rows).value().toArray());
        }
    }

    private static boolean[][] attended(int length) {
        boolean[][] attended = {new boolean[length]};
        Arrays.fill(attended[0], true);
        return attended;
    }

    /** The model with what it computes on; {@code padding} is the id that stands there. */
    private record Pass(LlavaModel model, Engine engine, int padding) {
        MergedInputs merged(
                int[][] ids, boolean[][] attended, int[][] labels, float[][] concept, List<PreparedImage> images) {
            return MergedInputs.of(
                    ids, attended, labels, concept, model.config().imageToken(), images, padding);
        }

        /** The case's images, none where it has none. */
        List<PreparedImage> images(GoldenCase golden, String key) {
            if (!golden.has(key)) return List.of();
            ClipVisionConfig vision = model.config().vision();
            Shape one = Shape.of(1, vision.channels(), vision.imageSize(), vision.imageSize());
            Shape shape = golden.shape(key);
            if (shape.rank() != 4
                    || !Shape.of(1, shape.dim(1), shape.dim(2), shape.dim(3)).equals(one)) {
                throw golden.refuse(key, "has shape " + shape + ", the vision tower takes " + one + ", N for 1");
            }
            float[] all = golden.floats(key);
            int size = (int) one.size();
            return IntStream.range(0, shape.dim(0))
                    .mapToObj(i -> model.config().prepared(Arrays.copyOfRange(all, i * size, (i + 1) * size)))
                    .toList();
        }

        /** Projected features of the images, noted; a constant of no rows where there are none. */
        Var features(Tape tape, List<PreparedImage> images, GoldenCase golden) {
            if (images.isEmpty()) return tape.constant(tape.drawKept(Shape.of(0)));
            Var selected = model.encode(tape, images);
            golden.found("out.vision_selected_features", selected.value().toArray());
            Var features = model.project(tape, selected);
            golden.found("out.image_features", features.value().toArray());
            return features;
        }

        Var rows(Var states) {
            return states.reshape(states.shape().rows(), states.shape().dim(-1));
        }
    }
}
