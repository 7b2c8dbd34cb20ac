package io.github.fttp.core.autograd;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;

class OneDnnOperationTest extends OperationTest {
    @Override
    Engine create() {
        return new OneDnnEngine();
    }
}
