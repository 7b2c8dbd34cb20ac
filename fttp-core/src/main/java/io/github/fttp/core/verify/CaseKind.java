package io.github.fttp.core.verify;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Json;
import java.nio.file.Path;

/** One kind of reference case. */
public interface CaseKind {
    /**
     * Computes what the folder asks for and compares.
     *
     * @param folder of the case
     * @param spec its {@code case.json}
     * @param engine to compute with; kinds that compute nothing don't look at it
     * @param out takes each comparison
     * @throws io.github.fttp.core.io.InputException if the folder cannot be used
     */
    void check(Path folder, Json spec, Engine engine, Comparisons out);
}
