package io.github.fttp.core.tensor;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The bridge to ND4J: on the CPU both sides look at the same memory, so writing through one shows in the other. */
public final class Nd4jArrays {
    private Nd4jArrays() {}

    /** Whether ND4J's arrays lie in memory that tensors can share: its CPU backend is the one in use. */
    public static boolean canShare() {
        return Nd4j.getEnvironment().isCPU();
    }

    /**
     * An ND4J array on a tensor's memory, without a copy; not to be used once the tensor is closed.
     *
     * @param tensor float32, of any strides
     * @throws IllegalArgumentException if it is not float32 or lies on a device, or ND4J computes on a GPU
     */
    public static INDArray view(Tensor tensor) {
        if (tensor.type() != DType.FLOAT32) throw new IllegalArgumentException("ND4J has no view of " + tensor);
        if (tensor.device().isPresent()) throw new IllegalArgumentException("ND4J has no view of a GPU's " + tensor);
        if (!canShare()) throw new IllegalArgumentException("ND4J computes on a GPU, whose memory tensors don't share");
        int rank = tensor.shape().rank();
        long[] shape = new long[rank];
        long[] strides = new long[rank];
        long length = 1;
        for (int i = 0; i < rank; i++) {
            shape[i] = tensor.shape().dim(i);
            strides[i] = tensor.stride(i);
            length += Math.max(0, shape[i] - 1) * strides[i];
        }
        if (tensor.shape().size() == 0) return Nd4j.empty(DataType.FLOAT);
        var buffer = Nd4j.createBuffer(new At(tensor.address(), length), length, DataType.FLOAT);
        return Nd4j.create(buffer, shape, strides, 0, 'c', DataType.FLOAT);
    }

    /**
     * A tensor on an ND4J array's memory, without a copy, with the array's strides; it keeps the array alive. Closing it
     * frees nothing.
     *
     * @throws IllegalArgumentException if the array is not of floats, or lies on a GPU: {@link #copy} serves there
     */
    public static Tensor tensor(INDArray array) {
        requireFloats(array);
        if (!canShare()) throw new IllegalArgumentException("the array lies on a GPU; copy it");
        Shape shape = shape(array);
        long address = array.data().address() + array.offset() * Float.BYTES;
        long length = 1;
        long[] strides = new long[shape.rank()];
        for (int i = 0; i < strides.length; i++) {
            strides[i] = array.stride(i);
            length += Math.max(0, shape.dim(i) - 1) * strides[i];
        }
        Storage storage = new Storage(address, length * Float.BYTES, false, array);
        return new Tensor(storage, 0, shape, strides, DType.FLOAT32, storage::release);
    }

    /** A tensor of its own with an array's values, from the CPU or a GPU. */
    public static Tensor copy(INDArray array, Pool pool) {
        requireFloats(array);
        return pool.draw(shape(array)).set(array.dup('c').data().asFloat());
    }

    private static void requireFloats(INDArray array) {
        if (array.dataType() != DataType.FLOAT) {
            throw new IllegalArgumentException("array of " + array.dataType() + ", expected FLOAT");
        }
    }

    private static Shape shape(INDArray array) {
        int[] dims = new int[array.rank()];
        for (int i = 0; i < dims.length; i++) dims[i] = Math.toIntExact(array.size(i));
        return Shape.of(dims);
    }

    private static final class At extends FloatPointer {
        At(long address, long size) {
            super((Pointer) null);
            this.address = address;
            limit(size);
            capacity(size);
        }
    }
}
