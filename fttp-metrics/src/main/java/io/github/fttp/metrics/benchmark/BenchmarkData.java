package io.github.fttp.metrics.benchmark;

import io.github.fttp.core.mask.Concept;
import java.util.List;

/** A benchmark as it was read: what is to be forgotten and kept, what is asked, and the figures that it reports. */
public sealed interface BenchmarkData permits TextBenchmark, ImageBenchmark {
    /** Which part is to be forgotten, in words. */
    String forgotten();

    /** All names of what is to be forgotten. */
    Concept concept();

    /** The benchmark's own headline figures, in its order. */
    List<Figure> figures();

    /** Describes it, in lines, before a run: what is in it, and whose names. */
    String account();
}
