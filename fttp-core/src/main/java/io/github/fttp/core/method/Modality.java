package io.github.fttp.core.method;

import java.util.Locale;
import java.util.Set;

/** A kind of sample that a method forgets in. */
public enum Modality {
    /** Answers of a multimodal language model, token by token. */
    TEXT,
    /** Images of a diffusion model, latent value by latent value. */
    IMAGE;

    /** Every modality, for methods that know elements only. */
    public static final Set<Modality> ALL = Set.of(values());

    /** As messages and tables name it: {@code text}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
