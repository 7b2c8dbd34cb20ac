package io.github.fttp.core.verify;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.clip.ClipTextModel;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A CLIP text encoder: all hidden states, the last one behind its norm, the pooled and the projected output. */
final class ClipTextCase implements CaseKind {
    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        GoldenCase golden = new GoldenCase(folder, spec);
        try (ClipTextModel model = ClipTextModel.load(folder, engine);
                Tape tape = Tape.forward(engine)) {
            golden.flatIds(model.config().vocabulary());
            int[][] ids = golden.ids();
            if (ids[0].length > model.config().maxPositions()) {
                throw golden.refuse(
                        "in.input_ids",
                        "has " + ids[0].length + " ids a text, config.json allows "
                                + model.config().maxPositions());
            }
            int layers = model.config().layers();
            List<Var> states = model.hiddenStates(
                    tape, ids, IntStream.rangeClosed(0, layers).boxed().collect(Collectors.toSet()));
            for (int i = 0; i <= layers; i++) {
                golden.found("out.hidden_states." + i, states.get(i).value().toArray());
            }
            Var last = model.normalised(tape, states.get(layers));
            golden.found("out.last_hidden_state", last.value().toArray());
            Var pooled = model.pooled(tape, last, ids);
            golden.found("out.pooler_output", pooled.value().toArray());
            if (model.config().isProjecting()) {
                golden.found(
                        "out.text_embeds", model.projected(tape, pooled).value().toArray());
            }
            golden.compare(out);
        }
    }
}
