package io.github.fttp.metrics.benchmark;

/** What may be given to a benchmark beside its data and the model, if its questions or figures look at it. */
public enum BenchmarkOption {
    /** Whether prompts hold answered examples, see {@link BenchmarkRequest#examples}. */
    EXAMPLES,
    /** A judge of answers, see {@link BenchmarkFolder#judgedBy}. */
    JUDGE,
    /** A model that never saw the data to forget, to compare with. */
    REFERENCE_MODEL
}
