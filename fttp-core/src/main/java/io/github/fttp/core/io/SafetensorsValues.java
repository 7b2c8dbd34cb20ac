package io.github.fttp.core.io;

import io.github.fttp.core.tensor.DType;
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
        ByteBuffer in = bytes.order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[in.remaining() / floatWidth()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case "F32" -> in.getFloat();
                case "F64" -> (float) in.getDouble();
                case "F16" -> fromFloat16(in.getShort());
                default -> DType.fromBfloat16(in.getShort());
            };
        }
        return values;
    }

    /** Bytes of an element; refuses a type that is not of floating-point numbers. */
    int floatWidth() {
        return switch (type) {
            case "F32" -> 4;
            case "F64" -> 8;
            case "F16", "BF16" -> 2;
            default -> throw refuse("floating-point numbers (F16, BF16, F32, F64)");
        };
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

    /** IEEE 754 half precision; the JDK converts it from 20 on only. */
    static float fromFloat16(short half) {
        int sign = (half & 0x8000) << 16;
        int exponent = half >> 10 & 0x1f;
        int fraction = half & 0x3ff;
        if (exponent == 0) { // zero or subnormal: fraction / 2^24, exact in float
            return Math.copySign(fraction * 0x1p-24f, Float.intBitsToFloat(sign | 0x3f800000));
        }
        int wide = exponent == 0x1f ? 0xff : exponent + 112;
        return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
    }

    /** The half nearest to {@code value}, ties to even; what is too large becomes infinite. */
    static short toFloat16(float value) {
        int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
        if (value != value) return (short) (sign | 0x7e00);
        float size = Math.abs(value);
        if (size >= 65520) return (short) (sign | 0x7c00); // halfway to the next power of two
        // Halves of this size are so far apart; below the normal ones as far as there.
        float step = Math.scalb(1f, Math.max(Math.getExponent(size), -14) - 10);
        int steps = (int) Math.rint(size / step);
        float rounded = steps * step;
        if (rounded < 0x1p-14f) return (short) (sign | steps);
        int exponent = Math.getExponent(rounded);
        int fraction = (int) (rounded / Math.scalb(1f, exponent - 10)) & 0x3ff;
        return (short) (sign | exponent + 15 << 10 | fraction);
    }

    /** Takes bytes away. */
    interface Sink {
        void accept(ByteBuffer bytes) throws IOException;
    }

    /** The type that holds a tensor as it is. */
    static String type(Tensor tensor) {
        return tensor.type() == DType.FLOAT32 ? "F32" : "BF16";
    }

    /** Bytes of an element of a type that is written. */
    static int width(String type) {
        return switch (type) {
            case "F32" -> 4;
            case "F16", "BF16" -> 2;
            default -> throw new IllegalArgumentException("F32, BF16 and F16 are written, not " + type);
        };
    }

    /** Hands out a tensor's elements in row-major order as little-endian bytes of a type, some at a time. */
    static void writeTo(Tensor tensor, String type, Sink sink) throws IOException {
        float[] values = new float[CHUNK];
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (long at = 0; at < tensor.shape().size(); at += CHUNK) {
            int n = (int) Math.min(CHUNK, tensor.shape().size() - at);
            tensor.read(at, values, 0, n);
            bytes.clear();
            for (int i = 0; i < n; i++) {
                switch (type) {
                    case "F32" -> bytes.putFloat(values[i]);
                    case "F16" -> bytes.putShort(toFloat16(values[i]));
                    default -> bytes.putShort(DType.toBfloat16(values[i]));
                }
            }
            sink.accept(bytes.flip());
        }
    }
}
