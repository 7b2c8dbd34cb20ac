package io.github.fttp.core.ledger;

import java.nio.file.Path;
import java.util.List;

/** Makes a model of a base and deletions; each family of models has one. */
@FunctionalInterface
public interface Composition {
    /**
     * Writes a model folder: the base with each deletion added, in this order. The same on the same engine makes the same bits.
     *
     * @param out not there yet; nothing of it is there where this fails
     * @throws io.github.fttp.core.io.InputException if a deletion does not fit the base
     */
    void write(Path base, List<Deletion> deletions, Path out);
}
