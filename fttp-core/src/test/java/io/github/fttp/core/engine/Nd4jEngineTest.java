package io.github.fttp.core.engine;

class Nd4jEngineTest extends KernelTest {
    @Override
    Engine create() {
        return new Nd4jEngine();
    }
}
