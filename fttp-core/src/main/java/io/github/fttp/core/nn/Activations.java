package io.github.fttp.core.nn;

import io.github.fttp.core.engine.Activation;
import java.util.Map;

/** The names that configurations have for activations. */
public final class Activations {
    /** Activations of transformers and diffusers. */
    public static final Map<String, Activation> BY_NAME = Map.of(
            "gelu", Activation.GELU,
            "gelu_new", Activation.GELU_TANH,
            "gelu_pytorch_tanh", Activation.GELU_TANH,
            "quick_gelu", Activation.QUICK_GELU,
            "silu", Activation.SILU,
            "swish", Activation.SILU);

    private Activations() {}
}
