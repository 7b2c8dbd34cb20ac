package io.github.fttp.mllm.verify;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.PeftAdapter;
import io.github.fttp.core.optim.ParameterGroup;
import io.github.fttp.core.optim.Updates;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.verify.CaseKind;
import io.github.fttp.core.verify.Comparisons;
import io.github.fttp.core.verify.GoldenCase;
import io.github.fttp.core.verify.OptimizerSpec;
import io.github.fttp.mllm.llama.LlamaModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A Llama with a PEFT adapter: logits with and without it, a loss with the adapter's gradients, steps of AdamW, merged
 * weights.
 */
final class LoraCase implements CaseKind {
    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        GoldenCase golden = new GoldenCase(folder, spec);
        Path adapter = folder.resolve(spec.field("adapter").text());
        try (LlamaModel model =
                LlamaModel.load(folder.resolve(spec.field("model").text()), engine)) {
            try (LoraAdapter trained = PeftAdapter.attach(adapter, model, engine.pool())) {
                if (golden.wants("grad.") || golden.wants("adamw.") || golden.wants("loss.before_step")) {
                    refusing(adapter, trained::requireTrainable);
                }
                if (golden.wants("adamw.") || golden.wants("loss.before_step")) {
                    train(new Pass(golden, spec, model, engine), trained, spec);
                }
            }
            // Behind the steps and with the adapter as it was: these are the losses that the case means.
            try (LoraAdapter fresh = PeftAdapter.attach(adapter, model, engine.pool())) {
                Pass pass = new Pass(golden, spec, model, engine);
                try (Tensor base = fresh.without(() -> Tape.detached(engine, pass::logits))) {
                    golden.found("out.logits_base", base.toArray());
                }
                if (golden.wants("loss.") || golden.wants("grad.")) pass.lossAndGradients();
                else pass.forward();
                golden.foundGradients("grad.", fresh.parameters(), name -> PeftAdapter.PREFIX + name);
                if (golden.wants("merged.")) refusing(adapter, () -> merge(golden, model, fresh, engine, out));
            }
            golden.compare(out);
        }
    }

    /** Says of an adapter what it is not made for. */
    private static void refusing(Path adapter, Runnable work) {
        try {
            work.run();
        } catch (IllegalArgumentException e) {
            throw new BadData(adapter, e.getMessage(), e);
        }
    }

    /** Merged weights; what the case does not list must be as it was, bit for bit. */
    private static void merge(
            GoldenCase golden, LlamaModel model, LoraAdapter adapter, Engine engine, Comparisons out) {
        Map<String, float[]> before = adapter.without(() -> values(model));
        adapter.merge(engine);
        values(model).forEach((name, merged) -> {
            if (golden.has("merged." + name)) golden.found("merged." + name, merged);
            else out.values("unmerged." + name, merged, before.get(name), 0, 0);
        });
    }

    private static Map<String, float[]> values(LlamaModel model) {
        Map<String, float[]> values = new TreeMap<>();
        for (Parameter each : model.parameters())
            values.put(each.name(), each.value().toArray());
        return values;
    }

    private static void train(Pass pass, LoraAdapter adapter, Json spec) {
        List<Parameter> parameters = adapter.parameters();
        int steps = spec.field("optimizer_steps").count(1);
        try (Updates updates = new Updates(
                pass.engine(), OptimizerSpec.of(spec.field("optimizer")), List.of(new ParameterGroup(parameters, 1)))) {
            for (int step = 1; step <= steps; step++) {
                pass.golden().found("loss.before_step" + step, pass.lossAndGradients());
                updates.step(1, 1);
                for (Parameter parameter : parameters) {
                    String name = "adamw.step" + step + "." + PeftAdapter.PREFIX + parameter.name();
                    pass.golden().found(name, parameter.value().toArray());
                }
            }
            pass.golden().found("loss.after_step" + steps, pass.lossAndGradients());
        }
    }

    /** The model on the case's inputs. */
    private record Pass(GoldenCase golden, Json spec, LlamaModel model, Engine engine) {
        Var logits(Tape tape) {
            return LlamaCase.logits(tape, model, golden, state -> {});
        }

        void forward() {
            try (Tape tape = Tape.forward(engine)) {
                golden.found("out.logits", logits(tape).value().toArray());
            }
        }

        float lossAndGradients() {
            try (Tape tape = Tape.recording(engine)) {
                Var logits = logits(tape);
                golden.found("out.logits", logits.value().toArray());
                Var loss = new LabelLosses(golden.labels(), golden.concept(), golden.ignored())
                        .note(tape, logits, spec, golden)
                        .asked();
                float value = loss.value().scalar();
                tape.backward(loss);
                return value;
            }
        }
    }
}
