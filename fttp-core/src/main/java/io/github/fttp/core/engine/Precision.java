package io.github.fttp.core.engine;

/** How products with bfloat16 factors are computed. */
public enum Precision {
    /** The other factor stays float32: the product is exact to float32. */
    EXACT,
    /**
     * The other factor is rounded to bfloat16 as well, and so are all factors inside of attention: nearly twice as fast
     * where the processor has the instructions. Products with float16 weights stay exact on the processor.
     */
    BFLOAT16,
    /** Float32 factors may be rounded to 10 fraction bits where they are multiplied, as Ampere's and newer GPUs do. */
    TF32
}
