package io.github.fttp.core.clip;

/** Kinds of image encoders whose layers are CLIP's. */
public enum VisionKind {
    /** CLIP's: a class token in front of the patches, a norm in front of the layers. */
    CLIP(32, 1e-5, "quick_gelu"),
    /** SigLIP's: the patches alone, whose projection has a bias. */
    SIGLIP(16, 1e-6, "gelu_pytorch_tanh");

    /** What configurations mean that do not say it. */
    final int patchSize;

    final double layerNormEps;
    final String activation;

    VisionKind(int patchSize, double layerNormEps, String activation) {
        this.patchSize = patchSize;
        this.layerNormEps = layerNormEps;
        this.activation = activation;
    }
}
