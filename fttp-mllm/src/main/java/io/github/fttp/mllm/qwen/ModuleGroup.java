package io.github.fttp.mllm.qwen;

import io.github.fttp.core.nn.Module;
import java.util.List;

/** Modules that are one part of a model without a name of their own. */
public record ModuleGroup(List<Module> parts) implements Module {
    public ModuleGroup {
        parts = List.copyOf(parts);
    }
}
