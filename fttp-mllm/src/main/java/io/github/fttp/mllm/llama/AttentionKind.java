package io.github.fttp.mllm.llama;

/** Kinds of what attention has beside its four projections. */
public enum AttentionKind {
    /** Llama's: nothing. */
    PLAIN,
    /** A bias on each projection. */
    BIASED,
    /** Qwen 2's: a bias on the projections of queries, keys and values. */
    INPUTS_BIASED,
    /** Qwen 3's: a norm over each head's queries and keys. */
    HEADS_NORMED
}
