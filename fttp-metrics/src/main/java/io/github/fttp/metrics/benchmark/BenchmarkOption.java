package io.github.fttp.metrics.benchmark;

/** Options of a benchmark beside its data and the model; its questions and figures look at some of them, or at none. */
public enum BenchmarkOption {
    /** Whether prompts hold answered examples, see {@link BenchmarkRequest#examples}. */
    EXAMPLES,
    /** A judge of answers, see {@link BenchmarkFolder#judgedBy}. */
    JUDGE,
    /** A seed of what is left to chance, see {@link BenchmarkRequest#seed}. */
    SEED,
    /** A model that never saw the data to forget, to compare with. */
    REFERENCE_MODEL
}
