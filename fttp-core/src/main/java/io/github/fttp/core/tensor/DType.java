package io.github.fttp.core.tensor;

/** Element types a {@link Tensor} can hold. */
public enum DType {
    /** IEEE 754 single precision. */
    FLOAT32(4),
    /** The upper 16 bits of a single: 8 exponent and 7 fraction bits. For frozen weights. */
    BFLOAT16(2);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes an element takes. */
    public int bytes() {
        return bytes;
    }

    /** The bfloat16 nearest to {@code value}, ties to even; NaN stays NaN. */
    public static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (value != value) return (short) (bits >>> 16 | 0x40);
        return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
    }

    /** The float that a bfloat16 stands for; exact. */
    public static float fromBfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }
}
