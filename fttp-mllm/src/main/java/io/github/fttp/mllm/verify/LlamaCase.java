package io.github.fttp.mllm.verify;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.verify.CaseKind;
import io.github.fttp.core.verify.Comparisons;
import io.github.fttp.core.verify.GoldenCase;
import io.github.fttp.mllm.llama.DecoderInput;
import io.github.fttp.mllm.llama.LlamaModel;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A Llama: hidden states, logits, a loss and all its gradients. */
final class LlamaCase implements CaseKind {
    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        GoldenCase golden = new GoldenCase(folder, spec);
        try (LlamaModel model = LlamaModel.load(folder, engine);
                Tape tape = Tape.recording(engine)) {
            boolean gradients = golden.wants("grad.");
            if (gradients) model.parameters().forEach(parameter -> parameter.trainable(true));
            int[] layer = {0};
            Var logits = logits(
                    tape,
                    model,
                    golden,
                    state -> golden.found(
                            "out.hidden_states." + layer[0]++, state.value().toArray()));
            golden.found("out.logits", logits.value().toArray());
            if (golden.has("in.labels")) {
                Var loss = new LabelLosses(golden.labels(), golden.concept(), golden.ignored())
                        .note(tape, logits, spec, golden)
                        .asked();
                if (gradients) {
                    tape.backward(loss);
                    golden.foundGradients("grad.", model.parameters(), UnaryOperator.identity());
                }
            }
            golden.compare(out);
        }
    }

    /** The model's logits for the case's inputs, {@code [B T, V]}; notes the last state. */
    static Var logits(Tape tape, LlamaModel model, GoldenCase golden, Consumer<Var> hidden) {
        int width = model.config().hiddenSize();
        int[] ids = golden.flatIds(model.config().vocabulary());
        boolean[][] attended = golden.attended();
        Var x = model.embed(tape, ids).reshape(attended.length, attended[0].length, width);
        Var last = model.forward(tape, DecoderInput.of(x, attended, golden.positions()), hidden);
        golden.found("out.last_hidden_state", last.value().toArray());
        return model.logits(tape, last.reshape(ids.length, width));
    }
}
