package io.github.fttp.core.train;

import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.method.TokenElements;
import io.github.fttp.core.nn.Module;
import java.util.List;

/** A pass of a model that looks its predictions up: without layers, and without positions to attend to. */
interface PassOfATable extends TokenElements.Pass {
    @Override
    default int blocks() {
        return 1;
    }

    @Override
    default Var statesBefore(int block) {
        throw new AssertionError("has no positions");
    }

    @Override
    default Module decoder() {
        throw new AssertionError("is a table");
    }

    @Override
    default int[] attendedRows() {
        throw new AssertionError("has no positions");
    }

    @Override
    default List<int[]> imageRows() {
        throw new AssertionError("has no positions");
    }
}
