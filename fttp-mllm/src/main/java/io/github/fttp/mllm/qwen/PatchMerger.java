package io.github.fttp.mllm.qwen;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.nn.Layer;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.TwoLayerMlp;
import java.util.List;

/** Makes one position of the text of each square of patches: a norm, the patches side by side, two layers. */
public final class PatchMerger implements Layer {
    private final Layer norm;
    private final int normWidth;
    private final TwoLayerMlp mlp;
    private final int merged;

    /**
     * @param normWidth what the norm is over: a patch, or a square's patches side by side
     * @param merged width of a square's patches side by side
     */
    public PatchMerger(Layer norm, int normWidth, TwoLayerMlp mlp, int merged) {
        this.norm = norm;
        this.normWidth = normWidth;
        this.mlp = mlp;
        this.merged = merged;
    }

    /** {@code x [N, C]} to {@code [N / patches of a square, text width]}. */
    @Override
    public Var forward(Tape tape, Var x) {
        int size = (int) x.shape().size();
        Var normed = norm.forward(tape, x.reshape(size / normWidth, normWidth));
        return mlp.forward(tape, normed.reshape(size / merged, merged));
    }

    @Override
    public List<Module> parts() {
        return List.of(norm, mlp);
    }
}
