package io.github.fttp.metrics.benchmark;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.text.Nearest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;

/** The registry of all benchmarks: those of this library, those of every {@link BenchmarkProvider}, and those of a call. */
public final class Benchmarks {
    private static final Map<String, Benchmark> KNOWN = new LinkedHashMap<>();

    static {
        List.of(
                        new Mllmu(),
                        new Clear(),
                        new MmuBench(),
                        new FiuBench(),
                        new UmuBench(),
                        new Tofu(),
                        new UnlearnCanvas(),
                        new Pope(),
                        new Mme())
                .forEach(Benchmarks::register);
        for (BenchmarkProvider provider :
                ServiceLoader.load(BenchmarkProvider.class, Benchmarks.class.getClassLoader())) {
            provider.benchmarks().forEach(Benchmarks::register);
        }
    }

    private Benchmarks() {}

    /**
     * Makes a benchmark known by its name.
     *
     * @throws IllegalArgumentException if another one has it
     */
    public static synchronized void register(Benchmark benchmark) {
        Benchmark other = KNOWN.putIfAbsent(benchmark.name(), benchmark);
        if (other != null) {
            throw new IllegalArgumentException(
                    "a benchmark called \"" + benchmark.name() + "\" is registered already: " + other.title());
        }
    }

    /** All of them, in the order in which they became known. */
    public static synchronized List<Benchmark> all() {
        return List.copyOf(KNOWN.values());
    }

    /**
     * The one of this name.
     *
     * @throws BadData naming what was meant perhaps, or those that there are
     */
    public static Benchmark named(String name) {
        List<String> names = all().stream().map(Benchmark::name).toList();
        return all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadData(
                        "benchmark \"" + name + "\"",
                        "is unknown"
                                + Nearest.to(name, names)
                                        .map(near -> "; did you mean \"" + near + "\"?")
                                        .orElse("; there are " + String.join(", ", names))));
    }
}
