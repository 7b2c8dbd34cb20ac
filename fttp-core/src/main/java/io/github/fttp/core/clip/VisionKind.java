package io.github.fttp.core.clip;

/** Kinds of image encoders whose layers are CLIP's. */
public enum VisionKind {
    /** CLIP's: a class token in front of the patches, a norm in front of the layers. */
    CLIP(true, true, false, 32, 1e-5, "quick_gelu"),
    /** SigLIP's: the patches alone, whose projection has a bias. */
    SIGLIP(false, false, true, 16, 1e-6, "gelu_pytorch_tanh");

    final boolean hasClassToken;
    final boolean normsEmbedding;
    final boolean hasPatchBias;

    /** The side of a patch where a configuration does not say it; the next two are likewise. */
    final int patchSize;

    final double layerNormEps;
    final String activation;

    VisionKind(
            boolean hasClassToken,
            boolean normsEmbedding,
            boolean hasPatchBias,
            int patchSize,
            double layerNormEps,
            String activation) {
        this.hasClassToken = hasClassToken;
        this.normsEmbedding = normsEmbedding;
        this.hasPatchBias = hasPatchBias;
        this.patchSize = patchSize;
        this.layerNormEps = layerNormEps;
        this.activation = activation;
    }
}
