package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.Device;
import io.github.fttp.core.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** One launch of a kernel: its arguments in the kernel's order, each aligned to its size, and then its grid. */
final class GpuLaunch {
    private static final int THREADS = 256;
    /** Enough to fill any GPU; a kernel's loop does the rest. */
    private static final int MOST_BLOCKS = 4096;

    private static final int MOST_THREADS_OF_A_ROW = 512;

    private final Gpu gpu;
    private final ByteBuffer arguments = ByteBuffer.allocateDirect(1024).order(ByteOrder.nativeOrder());
    private String kernel;

    GpuLaunch(Gpu gpu) {
        this.gpu = gpu;
    }

    /** Begins anew. */
    GpuLaunch of(String name) {
        kernel = name;
        arguments.clear();
        return this;
    }

    /** Contiguous tensors of this GPU, by the addresses of their first elements. */
    GpuLaunch with(Tensor... tensors) {
        for (Tensor tensor : tensors) with(address(gpu, tensor));
        return this;
    }

    GpuLaunch with(long value) {
        align(Long.BYTES).putLong(value);
        return this;
    }

    GpuLaunch with(int value) {
        align(Integer.BYTES).putInt(value);
        return this;
    }

    /** A struct that begins with 8 bytes. */
    GpuLaunch with(ByteBuffer struct) {
        align(Long.BYTES).put(struct);
        return this;
    }

    GpuLaunch with(boolean value) {
        return with(value ? 1 : 0);
    }

    GpuLaunch with(float value) {
        align(Float.BYTES).putFloat(value);
        return this;
    }

    /** Where a tensor begins, if it lies on the GPU. */
    static long address(Device gpu, Tensor tensor) {
        if (tensor.device().filter(device -> device == gpu).isEmpty()) {
            throw new IllegalArgumentException(
                    tensor + " does not lie on " + gpu.name() + ", where the engine computes");
        }
        return tensor.address();
    }

    private ByteBuffer align(int bytes) {
        while (arguments.position() % bytes != 0) arguments.put((byte) 0);
        return arguments;
    }

    /** A thread for each of {@code n} elements, or for several. */
    void each(long n) {
        if (n == 0) return;
        blocks((int) Math.min(MOST_BLOCKS, (n + THREADS - 1) / THREADS), 1, 1, THREADS, 0);
    }

    /** A block for each row, with a float of shared memory for each thread. */
    void rows(int rows, long width) {
        if (rows == 0 || width == 0) return;
        int threads = 32;
        while (threads < MOST_THREADS_OF_A_ROW && threads * 4L < width) threads *= 2;
        blocks(rows, 1, 1, threads, threads * Float.BYTES);
    }

    /** A thread for each column, for each chunk of rows and each sample. */
    void columns(long width, int chunks, int samples) {
        if (width == 0 || chunks == 0 || samples == 0) return;
        int threads = 64;
        blocks(Math.toIntExact((width + threads - 1) / threads), chunks, samples, threads, 0);
    }

    /** A block for each of so many pieces of work, or for several. */
    void chunks(int chunks) {
        blocks(Math.min(MOST_BLOCKS, chunks), 1, 1, THREADS, 0);
    }

    /** {@code blocks} blocks with a double of shared memory for each thread. */
    void doubles(int blocks) {
        blocks(blocks, 1, 1, THREADS, THREADS * Double.BYTES);
    }

    /** Blocks of so many threads, with so many bytes of shared memory each. */
    void blocks(int x, int y, int z, int threads, int shared) {
        gpu.launch(kernel, x, y, z, threads, shared, arguments.flip());
    }
}
