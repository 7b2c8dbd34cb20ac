package io.github.fttp.core.engine;

/** The kernels for GPUs, run on the processor. */
class CudaPictureKernelTest extends PictureKernelTest {
    @Override
    Engine create() {
        return CudaEngines.cuda(Precision.EXACT);
    }
}
