package io.github.fttp.core.engine;

class Nd4jPictureKernelTest extends PictureKernelTest {
    @Override
    Engine create() {
        return new Nd4jEngine();
    }
}
