package io.github.fttp.core.engine;

class OneDnnPictureKernelTest extends PictureKernelTest {
    @Override
    Engine create() {
        return new OneDnnEngine();
    }
}
