package io.github.fttp.mllm.llama;

import io.github.fttp.core.autograd.Rows;
import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import java.util.List;

/**
 * Features of images that are added behind a decoder's first layers (Meng et al. 2024), at the places of the images.
 *
 * @param features one {@code [rows.length, C]} for each of the first layers
 * @param rows places of images among all, {@code b T + t}, each once
 */
public record DeepStack(List<Var> features, int... rows) {
    public DeepStack {
        features = List.copyOf(features);
    }

    /** Nothing is added. */
    public static DeepStack none() {
        return new DeepStack(List.of());
    }

    /** Gives what layer {@code layer} gave, {@code [B, T, C]}, with what is added behind it. */
    Var added(Tape tape, int layer, Var x) {
        if (layer >= features.size()) return x;
        int width = x.shape().dim(2);
        Var all = x.reshape(x.shape().rows(), width);
        return Rows.add(tape, all, features.get(layer), rows)
                .reshape(x.shape().dim(0), x.shape().dim(1), width);
    }
}
