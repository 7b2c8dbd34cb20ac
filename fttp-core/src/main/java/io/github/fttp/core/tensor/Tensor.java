package io.github.fttp.core.tensor;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * A dense array of float32, bfloat16 or float16 outside of the Java heap, in the computer's memory or a {@link Device}'s.
 *
 * <p>A tensor drawn from a {@link Pool} owns its memory until {@link #close()}; views ({@link #reshape}, {@link #slice},
 * {@link #transposed}) share it and end with it. Whatever touches a tensor whose memory was given back gets an {@link
 * IllegalStateException}. Contents may be written by one thread at a time; the object itself is immutable.
 */
public final class Tensor implements AutoCloseable {
    private static final int CHUNK = 2048;

    private final Storage storage;
    private final long offset; // in elements, of the first one
    private final Shape shape;
    private final long[] strides; // in elements
    private final DType type;
    private final Runnable giveBack;

    Tensor(Storage storage, long offset, Shape shape, long[] strides, DType type, Runnable giveBack) {
        this.storage = storage;
        this.offset = offset;
        this.shape = shape;
        this.strides = strides;
        this.type = type;
        this.giveBack = giveBack;
    }

    /**
     * A tensor on memory that somebody else owns, such as a native array.
     *
     * @param address of the first element; alignment is not needed
     * @param keepAlive what must stay reachable for the memory to stay valid
     */
    public static Tensor on(long address, Shape shape, DType type, Object keepAlive) {
        Storage storage = new Storage(address, shape.size() * type.bytes(), false, keepAlive);
        return new Tensor(storage, 0, shape, shape.strides(), type, storage::release);
    }

    /** A tensor on a stretch of a file, closed with it: {@link #write} refuses. */
    public static Tensor mapped(Mapping mapping, Shape shape, DType type) {
        long bytes = shape.size() * type.bytes();
        if (bytes > mapping.bytes().capacity()) {
            throw new IllegalArgumentException("a tensor of shape " + shape + " takes " + bytes + " bytes, mapped are "
                    + mapping.bytes().capacity());
        }
        Storage storage = new Storage(mapping.address(), bytes, true, mapping);
        return new Tensor(storage, 0, shape, shape.strides(), type, () -> {
            storage.release();
            mapping.close();
        });
    }

    /** Shape and type without memory, to check how a model is put together before one of its weights is read. */
    public static Tensor unread(Shape shape, DType type) {
        return new Tensor(Storage.none(), 0, shape, shape.strides(), type, null);
    }

    /** Sizes of the dimensions. */
    public Shape shape() {
        return shape;
    }

    /** Element type. */
    public DType type() {
        return type;
    }

    /** Distance in elements between neighbours along dimension {@code i}; negative counts from the last. */
    public long stride(int i) {
        return strides[i < 0 ? strides.length + i : i];
    }

    /** Whether the elements lie without gaps in row-major order. */
    public boolean isContiguous() {
        long expected = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            if (shape.dim(i) != 1 && strides[i] != expected) return false;
            expected *= shape.dim(i);
        }
        return true;
    }

    /** Native address of the first element; valid until the memory is given back. */
    public long address() {
        return storage.address() + offset * type.bytes();
    }

    /** The device whose memory it is; empty for memory that the processor addresses. */
    public Optional<Device> device() {
        return Optional.ofNullable(storage.device());
    }

    /** Whether the memory must not be written to. */
    public boolean isReadOnly() {
        return storage.isReadOnly();
    }

    /** Whether the memory was given back. */
    public boolean isReleased() {
        return storage.isReleased();
    }

    /** Calls {@code then} when the memory is given back: for what somebody keeps about it. */
    public void whenReleased(Runnable then) {
        storage.whenReleased(then);
    }

    /**
     * Says that a tensor on a file is not needed for a while: its memory goes back to the system, where that can be told, and is
     * read from the file again when it is. No effect on others.
     */
    public void unload() {
        if (isReadOnly()) Pages.unload(storage.address(), storage.bytes());
    }

    /** Gives the memory back to where it came from. Only the tensor that was drawn can do this, once; views can't. */
    @Override
    public void close() {
        if (giveBack == null) throw new IllegalStateException("a view has no memory of its own to give back");
        giveBack.run();
    }

    /** Gives the elements another shape; the tensor must be contiguous and have as many elements. */
    public Tensor reshape(int... dims) {
        return reshape(Shape.of(dims));
    }

    /** Gives the elements another shape; the tensor must be contiguous and have as many elements. */
    public Tensor reshape(Shape other) {
        if (other.size() != shape.size()) throw new IllegalArgumentException("can't reshape " + shape + " to " + other);
        requireContiguous("reshape");
        return view(offset, other, other.strides());
    }

    /** All dimensions but the last as one, see {@link Shape#rows}; with more than two the tensor must be contiguous. */
    public Tensor rows() {
        return shape.rank() == 2 ? this : reshape(shape.rows(), shape.dim(-1));
    }

    /** Elements {@code from} to {@code to} (exclusive) along dimension {@code dim}, negative counting from the last. */
    public Tensor slice(int dim, int from, int to) {
        int d = dim < 0 ? shape.rank() + dim : dim;
        if (from < 0 || to < from || to > shape.dim(d)) {
            throw new IndexOutOfBoundsException(
                    "slice " + from + " to " + to + " of dimension " + d + " of a tensor of shape " + shape);
        }
        return view(offset + from * strides[d], shape.with(d, to - from), strides);
    }

    /** Entry {@code index} along the first dimension, which disappears. */
    public Tensor get(int index) {
        if (index < 0 || index >= shape.dim(0)) {
            throw new IndexOutOfBoundsException("entry " + index + " of a tensor of shape " + shape);
        }
        int[] dims = shape.dims();
        return view(
                offset + index * strides[0],
                Shape.of(Arrays.copyOfRange(dims, 1, dims.length)),
                Arrays.copyOfRange(strides, 1, strides.length));
    }

    /** Along dimension {@code dim} every {@code step}-th element, from {@code first} on; {@code step} divides its size. */
    public Tensor every(int dim, int first, int step) {
        if (first < 0 || first >= step || shape.dim(dim) % step != 0) {
            throw new IndexOutOfBoundsException(
                    "every " + step + "th from " + first + " of dimension " + dim + " of a tensor of shape " + shape);
        }
        long[] wider = strides.clone();
        wider[dim] *= step;
        return view(offset + first * strides[dim], shape.with(dim, shape.dim(dim) / step), wider);
    }

    /** The last two dimensions exchanged. */
    public Tensor transposed() {
        return transposed(shape.rank() - 2, shape.rank() - 1);
    }

    /** Two dimensions exchanged. */
    public Tensor transposed(int i, int j) {
        int[] dims = shape.dims();
        long[] exchanged = strides.clone();
        dims[i] = shape.dim(j);
        dims[j] = shape.dim(i);
        exchanged[i] = strides[j];
        exchanged[j] = strides[i];
        return view(offset, Shape.of(dims), exchanged);
    }

    /** The value of a tensor with one element. */
    public float scalar() {
        if (shape.size() != 1) throw new IllegalStateException("not a single value: shape " + shape);
        float[] value = new float[1];
        read(0, value, 0, 1);
        return value[0];
    }

    /** All elements in row-major order. */
    public float[] toArray() {
        float[] all = new float[Math.toIntExact(shape.size())];
        read(0, all, 0, all.length);
        return all;
    }

    /** Sets every element. */
    public void fill(float value) {
        // A device is told of each chunk, which costs as much as writing thousands of elements.
        int most = storage.device() == null ? CHUNK : storage.device().staging().capacity() / type.bytes();
        float[] chunk = new float[(int) Math.min(most, shape.size())];
        Arrays.fill(chunk, value);
        for (long at = 0; at < shape.size(); at += chunk.length) {
            write(at, chunk, 0, (int) Math.min(chunk.length, shape.size() - at));
        }
    }

    /** Sets all elements, given in row-major order. */
    public Tensor set(float... values) {
        if (values.length != shape.size()) {
            throw new IllegalArgumentException(values.length + " values for a tensor of shape " + shape);
        }
        write(0, values, 0, values.length);
        return this;
    }

    /** Copies {@code count} elements, from the {@code index}-th in row-major order on, widening the two-byte types. */
    public void read(long index, float[] into, int at, int count) {
        transfer(index, into, at, count, this::readRun);
    }

    /** Overwrites {@code count} elements, from the {@code index}-th in row-major order on, rounding to the two-byte types. */
    public void write(long index, float[] from, int at, int count) {
        if (isReadOnly()) throw new IllegalStateException("tensor on read-only memory written to: " + this);
        transfer(index, from, at, count, this::writeRun);
    }

    private interface Run {
        /** @param element position in the storage */
        void move(long element, float[] heap, int at, int count);
    }

    /** Splits a stretch of row-major order into runs that are consecutive in memory. */
    private void transfer(long index, float[] heap, int at, int count, Run run) {
        if (index < 0 || index + count > shape.size()) {
            throw new IndexOutOfBoundsException(
                    "elements " + index + " to " + (index + count) + " of a tensor of shape " + shape);
        }
        storage.checkAlive();
        if (isContiguous()) {
            run.move(offset + index, heap, at, count);
            return;
        }
        boolean rows = strides[strides.length - 1] == 1;
        int width = rows ? shape.dim(-1) : 1;
        for (int done = 0; done < count; ) {
            long element = index + done;
            int n = (int) Math.min(width - element % width, count - done);
            run.move(offset + position(element), heap, at + done, n);
            done += n;
        }
    }

    private long position(long element) {
        long position = 0;
        for (int i = strides.length - 1; i >= 0; i--) {
            position += element % shape.dim(i) * strides[i];
            element /= shape.dim(i);
        }
        return position;
    }

    private void readRun(long element, float[] into, int at, int count) {
        while (count > 0) {
            long position = element * type.bytes();
            int n = (int) Math.min(count, storage.leftInWindow(position) / type.bytes());
            Storage.Window window = storage.reading(position, n * type.bytes());
            int start = storage.indexInWindow(position);
            if (type == DType.FLOAT32) {
                window.floats().get(start / 4, into, at, n);
            } else {
                ByteBuffer bytes = window.bytes();
                for (int i = 0; i < n; i++) into[at + i] = type.fromBits(bytes.getShort(start + 2 * i));
            }
            element += n;
            at += n;
            count -= n;
        }
    }

    private void writeRun(long element, float[] from, int at, int count) {
        while (count > 0) {
            long position = element * type.bytes();
            int n = (int) Math.min(count, storage.leftInWindow(position) / type.bytes());
            Storage.Window window = storage.writing(position);
            int start = storage.indexInWindow(position);
            if (type == DType.FLOAT32) {
                window.floats().put(start / 4, from, at, n);
            } else {
                ByteBuffer bytes = window.bytes();
                for (int i = 0; i < n; i++) bytes.putShort(start + 2 * i, type.toBits(from[at + i]));
            }
            storage.written(position, n * type.bytes());
            element += n;
            at += n;
            count -= n;
        }
    }

    /** The elements as they are stored, of a contiguous tensor in the computer's memory, into another of shape and type. */
    void copyBytes(Tensor into) {
        requireContiguous("copyBytes");
        long bytes = shape.size() * type.bytes();
        for (long at = 0; at < bytes; ) {
            long from = offset * type.bytes() + at;
            int n = (int) Math.min(bytes - at, Math.min(storage.leftInWindow(from), into.storage.leftInWindow(at)));
            ByteBuffer source = storage.reading(from, n).bytes();
            ByteBuffer target = into.storage.writing(at).bytes();
            target.put(into.storage.indexInWindow(at), source, storage.indexInWindow(from), n);
            into.storage.written(at, n);
            at += n;
        }
    }

    private Tensor view(long at, Shape other, long[] otherStrides) {
        storage.checkAlive();
        return new Tensor(storage, at, other, otherStrides, type, null);
    }

    private void requireContiguous(String what) {
        if (!isContiguous()) {
            throw new IllegalArgumentException(
                    what + " needs a contiguous tensor; shape " + shape + ", strides " + Arrays.toString(strides));
        }
    }

    /** {@code FLOAT32 [2, 3]}; never the values, which may be gigabytes. */
    @Override
    public String toString() {
        return type + " " + shape + (isReleased() ? " (released)" : "");
    }
}
