package io.github.fttp.core.nn;

import java.util.Optional;

/**
 * How adapter files of one origin call a model's modules: versions of transformers differ, and an adapter may have been
 * made on a part of the model alone.
 */
@FunctionalInterface
public interface ModuleNames {
    /**
     * The name in such files of a module of the model, which need not be there.
     *
     * @param module as the model calls it, such as {@code model.language_model.layers.0.self_attn.q_proj}
     * @return empty if such files know no such module
     */
    Optional<String> inFile(String module);

    /** The names that the model itself has. */
    static ModuleNames same() {
        return Optional::of;
    }
}
