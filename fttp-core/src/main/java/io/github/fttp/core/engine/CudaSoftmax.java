package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Tensor;

/** Softmax and its losses, own kernels for GPUs. */
final class CudaSoftmax implements SoftmaxKernels {
    private final GpuLaunch launch;
    private final GpuUploads uploads;

    CudaSoftmax(GpuLaunch launch, GpuUploads uploads) {
        this.launch = launch;
        this.uploads = uploads;
    }

    @Override
    public void softmax(Tensor x, Tensor y) {
        int width = x.shape().dim(-1);
        launch.of("softmax").with(x, y).with(width).rows(x.shape().rows(), width);
    }

    @Override
    public void softmaxBackward(Tensor dy, Tensor y, Tensor dx, Write write) {
        int width = y.shape().dim(-1);
        launch.of("softmax_backward")
                .with(dy, y, dx)
                .with(width)
                .with(write == Write.ADD)
                .rows(y.shape().rows(), width);
    }

    @Override
    public void logSumExp(Tensor logits, Tensor logSumExp) {
        int width = logits.shape().dim(-1);
        launch.of("log_sum_exp")
                .with(logits, logSumExp)
                .with(width)
                .rows(logits.shape().rows(), width);
    }

    @Override
    public void crossEntropyBackward(Tensor logits, int[] labels, float[] weights, Tensor dlogits, Write write) {
        int n = logits.shape().rows();
        int width = logits.shape().dim(-1);
        launch.of("cross_entropy_backward")
                .with(logits)
                .with(uploads.put(labels))
                .with(uploads.put(weights))
                .with(dlogits)
                .with(width)
                .with(write == Write.ADD)
                .rows(n, width);
    }

    @Override
    public void klDivergence(Tensor base, Tensor logits, Tensor kl) {
        int width = logits.shape().dim(-1);
        launch.of("kl_divergence")
                .with(base, logits, kl)
                .with(width)
                .rows(logits.shape().rows(), width);
    }

    @Override
    public void klDivergenceBackward(Tensor base, Tensor logits, float[] weights, Tensor dlogits, Write write) {
        int n = logits.shape().rows();
        int width = logits.shape().dim(-1);
        launch.of("kl_divergence_backward")
                .with(base, logits)
                .with(uploads.put(weights))
                .with(dlogits)
                .with(width)
                .with(write == Write.ADD)
                .rows(n, width);
    }
}
