package io.github.fttp.diffusion.verify;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.clip.ClipTextModel;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.verify.GoldenCase;
import java.util.List;
import java.util.Set;

/** The states of a pipeline's text encoder that cases hold. */
final class TextStates {
    private TextStates() {}

    /** Notes the last state, the last but one as it is, and the projected text where there is a projection. */
    static void note(GoldenCase golden, String prefix, Engine engine, ClipTextModel text, int[][] ids) {
        if (!golden.wants(prefix)) return;
        int layers = text.config().layers();
        try (Tape tape = Tape.forward(engine)) {
            List<Var> states = text.hiddenStates(tape, ids, Set.of(layers - 1, layers));
            golden.found(prefix + "penultimate", states.get(0).value().toArray());
            Var last = text.normalised(tape, states.get(1));
            golden.found(prefix + "last_hidden_state", last.value().toArray());
            if (!text.config().isProjecting()) return;
            Var pooled = text.pooled(tape, last, ids);
            golden.found(
                    prefix + "text_embeds", text.projected(tape, pooled).value().toArray());
        }
    }
}
