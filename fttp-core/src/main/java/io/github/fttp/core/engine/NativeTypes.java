package io.github.fttp.core.engine;

import io.github.fttp.core.tensor.DType;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.reorder;

/**
 * Which kernels oneDNN has for the two-byte types on this processor. Where it has none, or its reference implementation
 * alone, values are widened to float32 first: the same results, from kernels that exist.
 *
 * @param multipliesBfloat16 float32 with bfloat16 weights as they lie
 * @param multipliesFloat16 float32 with float16 weights as they lie
 * @param pairsBfloat16 bfloat16 with bfloat16, by instructions of the processor
 * @param convertsBfloat16 bfloat16 to float32 and back, in any layout
 */
record NativeTypes(
        boolean multipliesBfloat16, boolean multipliesFloat16, boolean pairsBfloat16, boolean convertsBfloat16) {
    /** A bit of {@code dnnl_cpu_isa_t}, set in {@code avx512_core_bf16} and all that include it. */
    private static final int AVX512_BF16 = 0x80;

    /** A processor that has none of them. */
    static final NativeTypes NONE = new NativeTypes(false, false, false, false);

    /** Asks oneDNN. */
    static NativeTypes of(engine cpu) {
        int isa = dnnl.dnnl_get_effective_cpu_isa(); // 0 where the processor is no x86
        boolean pairs = isa == 0
                ? isFast(() -> product(cpu, DType.BFLOAT16, DType.BFLOAT16))
                : (isa & AVX512_BF16) != 0 && isFast(() -> product(cpu, DType.BFLOAT16, DType.BFLOAT16));
        return new NativeTypes(
                isFast(() -> product(cpu, DType.FLOAT32, DType.BFLOAT16)),
                isFast(() -> product(cpu, DType.FLOAT32, DType.FLOAT16)),
                pairs,
                isFast(() -> new reorder.primitive_desc(cpu, square(DType.BFLOAT16), cpu, square(DType.FLOAT32))));
    }

    /** Whether float32 is multiplied with weights of this type as they lie. */
    boolean multiplies(DType weights) {
        return switch (weights) {
            case FLOAT32 -> true;
            case BFLOAT16 -> multipliesBfloat16;
            case FLOAT16 -> multipliesFloat16;
        };
    }

    /** Whether oneDNN converts between these types: it has float16 in its slow general form only, 40 times ours. */
    boolean converts(DType from, DType to) {
        if (from == DType.FLOAT16 || to == DType.FLOAT16) return false;
        return from == to || convertsBfloat16;
    }

    private interface Description {
        primitive_desc_base make();
    }

    private static boolean isFast(Description description) {
        try {
            String implementation = description.make().impl_info_str().getString();
            return !implementation.contains("ref") && !implementation.contains("simple");
        } catch (RuntimeException e) {
            return false; // oneDNN has none at all
        }
    }

    private static primitive_desc_base product(engine cpu, DType left, DType right) {
        return new matmul.primitive_desc(cpu, square(left), square(right), square(DType.FLOAT32));
    }

    private static memory.desc square(DType type) {
        return Primitives.desc(type, new long[] {64, 64}, new long[] {64, 1});
    }
}
