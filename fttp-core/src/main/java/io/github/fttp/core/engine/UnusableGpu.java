package io.github.fttp.core.engine;

import io.github.fttp.core.io.Refusal;

/** No GPU, or one that ND4J's CUDA build holds no code for, where the build is for GPUs. */
public final class UnusableGpu extends Refusal {
    private static final long serialVersionUID = 1L;

    /** @param found what is wrong; what can be done is added */
    UnusableGpu(String found) {
        super("this build computes by ND4J on a GPU (profile cuda), but " + found
                + "; take the engine onednn, or build without the profile");
    }
}
