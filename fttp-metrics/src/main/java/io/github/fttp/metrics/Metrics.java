package io.github.fttp.metrics;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.text.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;

/** The registry of all metrics: those of this library, those of every {@link MetricProvider}, and those registered by a call. */
public final class Metrics {
    private static final Map<String, Metric<?>> KNOWN = new LinkedHashMap<>();

    static {
        for (MetricProvider provider : ServiceLoader.load(MetricProvider.class, Metrics.class.getClassLoader())) {
            provider.metrics().forEach(Metrics::register);
        }
    }

    private Metrics() {}

    /**
     * Makes a metric known by its name.
     *
     * @throws IllegalArgumentException if another one of the same kind of observation has it
     */
    public static synchronized void register(Metric<?> metric) {
        Metric<?> other = KNOWN.putIfAbsent(key(metric.observes(), metric.name()), metric);
        if (other != null) {
            throw new IllegalArgumentException("a metric called \"" + metric.name() + "\" of "
                    + metric.observes().getSimpleName() + " is registered already: " + other.description());
        }
    }

    /** All of them, in the order in which they became known. */
    public static synchronized List<Metric<?>> all() {
        return List.copyOf(KNOWN.values());
    }

    /** Lists the metrics of one kind of observation. */
    public static <O> List<Metric<O>> of(Class<O> observation) {
        return all().stream()
                .filter(each -> each.observes().equals(observation))
                .map(Metrics::<O>cast)
                .toList();
    }

    /**
     * Selects the metrics to measure where only some needs are met.
     *
     * @param names of the metrics asked for; none for all whose needs are met
     * @throws BadData if a metric asked for is unknown, or needs what is not there
     */
    public static <O> List<Metric<O>> select(Class<O> observation, List<String> names, Set<Requirement> met) {
        if (names.isEmpty()) {
            return of(observation).stream()
                    .filter(each -> met.containsAll(each.needs()))
                    .toList();
        }
        List<Metric<O>> selected = new ArrayList<>();
        for (String name : names) {
            Metric<O> metric = named(observation, name);
            String missing = metric.needs().stream()
                    .filter(need -> !met.contains(need))
                    .sorted()
                    .map(Requirement::text)
                    .collect(Collectors.joining("; "));
            if (!missing.isEmpty()) throw new BadData("metric \"" + name + "\"", "needs " + missing);
            selected.add(metric);
        }
        return selected;
    }

    /**
     * The one of this name.
     *
     * @throws BadData naming what was meant perhaps, or those that there are
     */
    public static <O> Metric<O> named(Class<O> observation, String name) {
        List<String> names = of(observation).stream().map(Metric::name).toList();
        return of(observation).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadData(
                        "metric \"" + name + "\"",
                        "is unknown"
                                + Nearest.to(name, names)
                                        .map(near -> "; did you mean \"" + near + "\"?")
                                        .orElse("; there are " + String.join(", ", names))));
    }

    @SuppressWarnings("unchecked")
    private static <O> Metric<O> cast(Metric<?> metric) {
        return (Metric<O>) metric;
    }

    private static String key(Class<?> observation, String name) {
        return observation.getName() + " " + name;
    }
}
