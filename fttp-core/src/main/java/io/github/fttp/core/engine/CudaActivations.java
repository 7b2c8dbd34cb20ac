package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Tensor;

/** Activations, own kernels for GPUs. */
final class CudaActivations implements ActivationKernels {
    private final GpuLaunch launch;

    CudaActivations(GpuLaunch launch) {
        this.launch = launch;
    }

    @Override
    public void activate(Activation f, Tensor x, Tensor y) {
        long n = x.shape().size();
        launch.of("activate").with(f.ordinal()).with(x, y).with(n).each(n);
    }

    @Override
    public void activateBackward(Activation f, Tensor dy, Tensor x, Tensor dx, Write write) {
        long n = x.shape().size();
        launch.of("activate_backward")
                .with(f.ordinal())
                .with(dy, x, dx)
                .with(n)
                .with(write == Write.ADD)
                .each(n);
    }

    @Override
    public void swiglu(Tensor gate, Tensor up, Tensor y) {
        long n = y.shape().size();
        launch.of("swiglu").with(gate, up, y).with(n).each(n);
    }

    @Override
    public void swigluBackward(Tensor dy, Tensor gate, Tensor up, Tensor dgate, Tensor dup) {
        long n = dy.shape().size();
        launch.of("swiglu_backward").with(dy, gate, up, dgate, dup).with(n).each(n);
    }

    @Override
    public void geglu(Tensor x, Tensor y) {
        long n = y.shape().size();
        launch.of("geglu").with(x, y).with(n).with((long) y.shape().dim(-1)).each(n);
    }

    @Override
    public void gegluBackward(Tensor dy, Tensor x, Tensor dx) {
        long n = dy.shape().size();
        launch.of("geglu_backward")
                .with(dy, x, dx)
                .with(n)
                .with((long) dy.shape().dim(-1))
                .each(n);
    }
}
