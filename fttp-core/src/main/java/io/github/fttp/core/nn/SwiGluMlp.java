package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Elementwise;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import java.util.List;

/** Llama's feed-forward part: {@code down(silu(gate(x)) * up(x))}. */
public final class SwiGluMlp implements Layer {
    private final Linear gateProj;
    private final Linear upProj;
    private final Linear downProj;

    private SwiGluMlp(Linear gateProj, Linear upProj, Linear downProj) {
        this.gateProj = gateProj;
        this.upProj = upProj;
        this.downProj = downProj;
    }

    /** {@code NAME.gate_proj}, {@code up_proj} and {@code down_proj}, mostly without biases. */
    public static SwiGluMlp of(Weights weights, String name, int width, int inner, boolean bias) {
        return new SwiGluMlp(
                Linear.of(weights, name + ".gate_proj", width, inner, bias),
                Linear.of(weights, name + ".up_proj", width, inner, bias),
                Linear.of(weights, name + ".down_proj", inner, width, bias));
    }

    /** {@code x [.., width]} to the same shape. */
    @Override
    public Var forward(Tape tape, Var x) {
        Var gate = gateProj.forward(tape, x); //                       [.., inner]
        Var up = upProj.forward(tape, x); //                           [.., inner]
        return downProj.forward(tape, Elementwise.swiglu(tape, gate, up)); // [.., width]
    }

    @Override
    public List<Linear> parts() {
        return List.of(gateProj, upProj, downProj);
    }
}
