package io.github.fttp.metrics.benchmark;

import io.github.fttp.core.method.Modality;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * A public benchmark of unlearning: its layout on disk, its prompts and its figures. An own one is a class that implements this;
 * it becomes known by {@link Benchmarks#register} or a {@link BenchmarkProvider}.
 */
public interface Benchmark {
    /** The name in commands and files; unique. */
    String name();

    /** The name in reports. */
    String title();

    /** Source of data and rules. */
    String source();

    /** Modality of what its models make. */
    Modality modality();

    /** Says in words what can be asked to be forgotten, and which of that is the default. */
    String forgets();

    /** Names what has an effect on its questions or figures; all unless said otherwise. */
    default Set<BenchmarkOption> takes() {
        return EnumSet.allOf(BenchmarkOption.class);
    }

    /**
     * Reads the data.
     *
     * @param images takes the images that questions are about
     * @throws io.github.fttp.core.io.BadData naming file, row and column that cannot be used
     */
    BenchmarkData read(BenchmarkRequest request, ImageStore images);

    /** Describes it for people, in lines. */
    default String text() {
        return String.format(
                "%s (%s)%n    %s%n    to forget: %s%n    source: %s%n",
                name(), modality().toString().toLowerCase(Locale.ROOT), title(), forgets(), source());
    }
}
