package io.github.fttp.core.method;

import java.util.List;

/**
 * Methods that a library adds to {@link Methods}, found by {@link java.util.ServiceLoader}: name the class in {@code
 * META-INF/services/io.github.fttp.core.method.MethodProvider}.
 */
public interface MethodProvider {
    /** Each under a name that no other method of its modality has. */
    List<MethodEntry<?>> methods();
}
