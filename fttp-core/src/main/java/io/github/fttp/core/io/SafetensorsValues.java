package io.github.fttp.core.io;

import io.github.fttp.core.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** The elements of a safetensors file, from and to bytes. */
record SafetensorsValues(Path file, String name, String type) {
    /** How much is converted at a time; a multiple of every element's size. */
    static final int BLOCK = 1 << 26;

    private static final int CHUNK = 1 << 16;

    float[] floats(ByteBuffer bytes) {
        FloatType floats = requireFloats();
        ByteBuffer in = bytes.order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[in.remaining() / floats.bytes()];
        for (int i = 0; i < values.length; i++) values[i] = floats.read(in);
        return values;
    }

    FloatType requireFloats() {
        return FloatType.named(type).orElseThrow(() -> refuse("floating-point numbers (F16, BF16, F32, F64)"));
    }

    long[] integers(ByteBuffer bytes) {
        ByteBuffer in = bytes.order(ByteOrder.LITTLE_ENDIAN);
        int width =
                switch (type) {
                    case "BOOL", "U8", "I8" -> 1;
                    case "I16", "U16" -> 2;
                    case "I32", "U32" -> 4;
                    case "I64", "U64" -> 8;
                    default -> throw refuse("whole numbers (I8 to I64, U8 to U64, BOOL)");
                };
        long[] values = new long[in.remaining() / width];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case "I8" -> in.get();
                case "I16" -> in.getShort();
                case "U16" -> in.getShort() & 0xffffL;
                case "I32" -> in.getInt();
                case "U32" -> in.getInt() & 0xffffffffL;
                case "I64" -> in.getLong();
                case "U64" -> unsigned(in.getLong());
                default -> in.get() & 0xffL;
            };
        }
        return values;
    }

    private long unsigned(long value) {
        if (value < 0) {
            throw new BadCheckpoint(
                    file,
                    "tensor " + name,
                    "holds " + Long.toUnsignedString(value),
                    "expected at most " + Long.MAX_VALUE);
        }
        return value;
    }

    private BadCheckpoint refuse(String expected) {
        return new BadCheckpoint(file, "tensor " + name, "has dtype " + type, "expected " + expected);
    }

    /** Takes bytes away. */
    interface Sink {
        void accept(ByteBuffer bytes) throws IOException;
    }

    /** Hands out a tensor's elements in row-major order as little-endian bytes of a type, some at a time. */
    static void writeTo(Tensor tensor, FloatType type, Sink sink) throws IOException {
        float[] values = new float[CHUNK];
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (long at = 0; at < tensor.shape().size(); at += CHUNK) {
            int n = (int) Math.min(CHUNK, tensor.shape().size() - at);
            tensor.read(at, values, 0, n);
            bytes.clear();
            for (int i = 0; i < n; i++) type.write(values[i], bytes);
            sink.accept(bytes.flip());
        }
    }
}
