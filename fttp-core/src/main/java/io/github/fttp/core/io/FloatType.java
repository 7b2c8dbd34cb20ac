package io.github.fttp.core.io;

import io.github.fttp.core.tensor.DType;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.Stream;

/** The types of floating-point numbers that safetensors has and that are read and written here, by its names. */
enum FloatType {
    F64(8) {
        @Override
        float read(ByteBuffer in) {
            return (float) in.getDouble();
        }

        @Override
        void write(float value, ByteBuffer out) {
            out.putDouble(value);
        }
    },
    F32(4) {
        @Override
        float read(ByteBuffer in) {
            return in.getFloat();
        }

        @Override
        void write(float value, ByteBuffer out) {
            out.putFloat(value);
        }
    },
    F16(2) {
        @Override
        float read(ByteBuffer in) {
            return fromHalf(in.getShort());
        }

        @Override
        void write(float value, ByteBuffer out) {
            out.putShort(toHalf(value));
        }
    },
    BF16(2) {
        @Override
        float read(ByteBuffer in) {
            return DType.fromBfloat16(in.getShort());
        }

        @Override
        void write(float value, ByteBuffer out) {
            out.putShort(DType.toBfloat16(value));
        }
    };

    private final int bytes;

    FloatType(int bytes) {
        this.bytes = bytes;
    }

    static Optional<FloatType> named(String name) {
        return Stream.of(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** The type that holds a tensor of {@code type} as it is. */
    static FloatType of(DType type) {
        return switch (type) {
            case FLOAT32 -> F32;
            case BFLOAT16 -> BF16;
        };
    }

    /** Bytes an element takes. */
    int bytes() {
        return bytes;
    }

    /** The next element, rounded to float if it is wider. */
    abstract float read(ByteBuffer in);

    /** Appends an element, rounded to the nearest if the type is narrower. */
    abstract void write(float value, ByteBuffer out);

    /** IEEE 754 half precision; the JDK converts it from 20 on only. */
    static float fromHalf(short half) {
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
    static short toHalf(float value) {
        int sign = Float.floatToRawIntBits(value) >>> 16 & 0x8000;
        if (value != value) return (short) (sign | 0x7e00);
        float size = Math.abs(value);
        if (size >= 65520) return (short) (sign | 0x7c00); // halfway to the next power of two
        // Halves of this size are so far apart; below the normal ones as far as there.
        float step = Math.scalb(1f, Math.max(Math.getExponent(size), -14) - 10);
        float steps = (float) Math.rint(size / step);
        if (steps * step < 0x1p-14f) return (short) (sign | (int) steps);
        return (short) (sign | (Float.floatToRawIntBits(steps * step) >>> 13) - (112 << 10));
    }
}
