package io.github.fttp.core.autograd;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Nd4jEngine;

class Nd4jOperationTest extends OperationTest {
    @Override
    Engine create() {
        return new Nd4jEngine();
    }
}
