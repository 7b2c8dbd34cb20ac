package io.github.fttp.mllm.method;

import io.github.fttp.core.method.MethodEntry;
import io.github.fttp.core.method.MethodProvider;
import java.util.List;

/** Adds the methods of this package to {@link io.github.fttp.core.method.Methods}. */
public final class TextMethods implements MethodProvider {
    @Override
    public List<MethodEntry<?>> methods() {
        return List.of(SineProject.ENTRY);
    }
}
