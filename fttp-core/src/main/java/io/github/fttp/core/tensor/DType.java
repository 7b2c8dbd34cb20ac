package io.github.fttp.core.tensor;

/** Element types a {@link Tensor} can hold. */
public enum DType {
    /** IEEE 754 single precision. */
    FLOAT32(4),
    /** The upper 16 bits of a single: 8 exponent and 7 fraction bits. For frozen weights. */
    BFLOAT16(2),
    /** IEEE 754 half precision: 5 exponent and 10 fraction bits. For frozen weights. */
    FLOAT16(2);

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

    /** The float16 nearest to {@code value}, ties to even; what is too large becomes infinite, NaN stays NaN. */
    public static short toFloat16(float value) {
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

    /** The float that a float16 stands for; exact. */
    public static float fromFloat16(short bits) {
        return Float16Values.ALL[bits & 0xffff];
    }

    /** The float that two bytes of this type stand for; exact. */
    float fromBits(short bits) {
        return this == FLOAT16 ? fromFloat16(bits) : fromBfloat16(bits);
    }

    /** The two bytes of this type nearest to {@code value}. */
    short toBits(float value) {
        return this == FLOAT16 ? toFloat16(value) : toBfloat16(value);
    }

    /** All of them by their bits: a look-up takes a quarter of the time of the arithmetic, and there are billions. */
    private static final class Float16Values {
        static final float[] ALL = new float[1 << 16];

        static {
            for (int bits = 0; bits < ALL.length; bits++) ALL[bits] = value(bits);
        }

        private static float value(int half) {
            int sign = (half & 0x8000) << 16;
            int exponent = half >> 10 & 0x1f;
            int fraction = half & 0x3ff;
            if (exponent == 0) { // zero or subnormal: fraction / 2^24, exact in float
                return Math.copySign(fraction * 0x1p-24f, Float.intBitsToFloat(sign | 0x3f800000));
            }
            int wide = exponent == 0x1f ? 0xff : exponent + 112;
            return Float.intBitsToFloat(sign | wide << 23 | fraction << 13);
        }
    }
}
