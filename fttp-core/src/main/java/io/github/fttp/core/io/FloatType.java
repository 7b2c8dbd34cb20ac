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
            return DType.fromFloat16(in.getShort());
        }

        @Override
        void write(float value, ByteBuffer out) {
            out.putShort(DType.toFloat16(value));
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
            case FLOAT16 -> F16;
        };
    }

    /** The type of a tensor that holds elements of this one as they are; float64 has none, float32 is the nearest. */
    DType inMemory() {
        return switch (this) {
            case F64, F32 -> DType.FLOAT32;
            case F16 -> DType.FLOAT16;
            case BF16 -> DType.BFLOAT16;
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
}
