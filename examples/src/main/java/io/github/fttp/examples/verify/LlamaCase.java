package io.github.fttp.examples.verify;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Json;
import io.github.fttp.mllm.model.LlamaModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** A Llama: hidden states, logits, a loss and all its gradients. */
final class LlamaCase implements CaseKind {
    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        GoldenCase golden = new GoldenCase(folder, spec);
        int[][] ids = golden.matrix("in.input_ids");
        int[][] labels = golden.matrix("in.labels");
        float[][] concept = concept(golden, labels);
        try (LlamaModel model = LlamaModel.load(folder, engine);
                Tape tape = Tape.recording(engine)) {
            if (golden.wants("grad.")) model.parameters().forEach(parameter -> parameter.trainable(true));
            int width = model.config().hiddenSize();
            int[] flat = Arrays.stream(ids).flatMapToInt(Arrays::stream).toArray();
            Var x = model.embed(tape, flat).reshape(ids.length, ids[0].length, width);
            int[] layer = {0};
            Var last = model.forward(
                    tape,
                    x,
                    golden.flags("in.attention_mask"),
                    positions(golden),
                    state -> golden.found(
                            "out.hidden_states." + layer[0]++, state.value().toArray()));
            golden.found("out.last_hidden_state", last.value().toArray());
            Var logits = model.logits(tape, last.reshape(flat.length, width));
            golden.found("out.logits", logits.value().toArray());
            Var loss = new LabelLosses(
                            labels, concept, (int) spec.field("ignore_index").whole(Integer.MIN_VALUE, -1))
                    .note(tape, logits, spec, golden);
            if (golden.wants("grad.")) {
                tape.backward(loss);
                LabelLosses.noteGradients(model.parameters(), UnaryOperator.identity(), golden);
            }
            golden.compare(out);
        }
    }

    /** The reference counts every place where it is given no positions, attended or not. */
    static int[][] positions(GoldenCase golden) {
        if (golden.has("in.position_ids")) return golden.matrix("in.position_ids");
        int[][] positions = new int[golden.shape("in.input_ids").dim(0)]
                [golden.shape("in.input_ids").dim(1)];
        for (int[] row : positions) Arrays.setAll(row, t -> t);
        return positions;
    }

    static float[][] concept(GoldenCase golden, int[][] labels) {
        float[][] concept = new float[labels.length][labels[0].length];
        if (!golden.has("in.concept_mask")) return concept;
        int[][] mask = golden.matrix("in.concept_mask");
        for (int b = 0; b < mask.length; b++) for (int t = 0; t < mask[b].length; t++) concept[b][t] = mask[b][t];
        return concept;
    }
}
