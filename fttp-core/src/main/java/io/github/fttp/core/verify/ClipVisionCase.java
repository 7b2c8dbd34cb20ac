package io.github.fttp.core.verify;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.clip.ClipVisionModel;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A CLIP vision tower: all hidden states and the pooled output. */
final class ClipVisionCase implements CaseKind {
    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        GoldenCase golden = new GoldenCase(folder, spec);
        try (ClipVisionModel model = ClipVisionModel.load(folder, engine);
                Tensor images = engine.pool().draw(golden.shape("in.pixel_values"));
                Tape tape = Tape.forward(engine)) {
            images.set(golden.floats("in.pixel_values"));
            int layers = model.config().layers();
            List<Var> states = model.hiddenStates(
                    tape, images, IntStream.rangeClosed(0, layers).boxed().collect(Collectors.toSet()));
            for (int i = 0; i <= layers; i++) {
                golden.found("out.hidden_states." + i, states.get(i).value().toArray());
            }
            golden.found("out.last_hidden_state", states.get(layers).value().toArray());
            golden.found(
                    "out.pooler_output",
                    model.pooled(tape, states.get(layers)).value().toArray());
            golden.compare(out);
        }
    }
}
