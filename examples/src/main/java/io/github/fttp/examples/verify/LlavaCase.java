package io.github.fttp.examples.verify;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.model.LlavaModel;
import io.github.fttp.mllm.model.MergedInputs;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A LLaVA: features, merged inputs, logits, a loss with gradients of projector and decoder, greedy generation. */
final class LlavaCase implements CaseKind {
    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        GoldenCase golden = new GoldenCase(folder, spec);
        try (LlavaModel model = LlavaModel.load(folder, engine)) {
            if (golden.wants("grad.")) {
                model.projector().parameters().forEach(parameter -> parameter.trainable(true));
                model.languageModel().parameters().forEach(parameter -> parameter.trainable(true));
            }
            forwardAndBackward(folder, spec, golden, model, engine);
            if (golden.wants("out.generated_ids")) generate(golden, model, engine);
            golden.compare(out);
        }
    }

    private static void forwardAndBackward(Path folder, Json spec, GoldenCase golden, LlavaModel model, Engine engine) {
        int[][] labels = golden.matrix("in.labels");
        MergedInputs inputs = merged(
                model,
                golden.matrix("in.input_ids"),
                golden.flags("in.attention_mask"),
                labels,
                LlamaCase.concept(golden, labels),
                padding(folder));
        try (Tensor pictures = engine.pool().draw(golden.shape("in.pixel_values"));
                Tape tape = Tape.recording(engine)) {
            pictures.set(golden.floats("in.pixel_values"));
            Var selected = model.selectedFeatures(tape, pictures);
            golden.found("out.vision_selected_features", selected.value().toArray());
            Var features = model.project(tape, selected);
            golden.found("out.image_features", features.value().toArray());
            Var embedded = model.embed(tape, inputs, features);
            golden.found("out.merged_inputs_embeds", embedded.value().toArray());
            note(golden, inputs);
            Var last = model.languageModel().forward(tape, embedded, inputs.attended(), state -> {});
            golden.found("out.last_hidden_state", last.value().toArray());
            int rows = last.shape().rows();
            Var logits = model.languageModel()
                    .logits(tape, last.reshape(rows, last.shape().dim(-1)));
            golden.found("out.logits", logits.value().toArray());
            Var loss = new LabelLosses(inputs.labels(), inputs.concept(), EncodedSample.IGNORE)
                    .note(tape, logits, spec, golden);
            if (!golden.wants("grad.")) return;
            tape.backward(loss);
            Map<String, String> names = namesInFile(folder);
            LabelLosses.noteGradients(model.projector().parameters(), names::get, golden);
            LabelLosses.noteGradients(model.languageModel().parameters(), names::get, golden);
        }
    }

    /** From the names we use to those of the file, which the case's keys are made of. */
    private static Map<String, String> namesInFile(Path folder) {
        Map<String, String> names = new HashMap<>();
        for (String name : Checkpoint.open(folder, "model", each -> each).names()) {
            names.put(LlavaModel.currentName(name), name);
        }
        return names;
    }

    private static MergedInputs merged(
            LlavaModel model, int[][] ids, boolean[][] attended, int[][] labels, float[][] concept, int padding) {
        int perPicture = model.config().picturePositions();
        return MergedInputs.of(ids, attended, labels, concept, model.config().imageToken(), perPicture, padding);
    }

    private static int padding(Path folder) {
        Json config = Json.checkpoint(folder.resolve("config.json"));
        return config.optional("pad_token_id").map(id -> id.count(0)).orElse(0);
    }

    private static void note(GoldenCase golden, MergedInputs inputs) {
        int size = inputs.ids().length * inputs.length();
        long[] attended = new long[size];
        long[] labels = new long[size];
        long[] concept = new long[size];
        long[] positions = new long[size];
        int at = 0;
        for (int b = 0; b < inputs.ids().length; b++) {
            for (int t = 0; t < inputs.length(); t++, at++) {
                attended[at] = inputs.attended()[b][t] ? 1 : 0;
                labels[at] = inputs.labels()[b][t];
                concept[at] = (long) inputs.concept()[b][t];
                positions[at] = inputs.positions()[b][t];
            }
        }
        golden.found("out.merged_attention_mask", attended);
        golden.found("out.merged_labels", labels);
        golden.found("out.merged_concept_mask", concept);
        golden.found("out.merged_position_ids", positions);
    }

    /** As many tokens as the case has, each the likeliest, the prompt run anew for each. */
    private static void generate(GoldenCase golden, LlavaModel model, Engine engine) {
        int[][] ids = golden.matrix("in.prompt_ids");
        int steps = golden.shape("out.generated_ids").dim(1);
        int vocabulary = model.config().text().vocabulary();
        long[] generated = new long[steps];
        float[] stepLogits = new float[steps * vocabulary];
        for (int step = 0; step < steps; step++) {
            try (Tensor pictures = engine.pool().draw(golden.shape("in.prompt_pixel_values"));
                    Tape tape = Tape.forward(engine)) {
                pictures.set(golden.floats("in.prompt_pixel_values"));
                boolean[][] attended = {new boolean[ids[0].length]};
                Arrays.fill(attended[0], true);
                int[][] labels = {new int[ids[0].length]};
                MergedInputs inputs = merged(model, ids, attended, labels, new float[1][ids[0].length], 0);
                Var features = model.project(tape, model.selectedFeatures(tape, pictures));
                Var last = model.languageModel()
                        .forward(tape, model.embed(tape, inputs, features), inputs.attended(), state -> {});
                Var row = last.reshape(inputs.length(), last.shape().dim(-1))
                        .slice(0, inputs.length() - 1, inputs.length());
                float[] logits = model.languageModel().logits(tape, row).value().toArray();
                System.arraycopy(logits, 0, stepLogits, step * vocabulary, vocabulary);
                int best = 0;
                for (int v = 1; v < vocabulary; v++) if (logits[v] > logits[best]) best = v;
                generated[step] = best;
                ids = new int[][] {Arrays.copyOf(ids[0], ids[0].length + 1)};
                ids[0][ids[0].length - 1] = best;
            }
        }
        golden.found("out.generated_ids", generated);
        golden.found("out.generated_step_logits", stepLogits);
    }
}
