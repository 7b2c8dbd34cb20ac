package io.github.fttp.metrics;

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

    /** Those of one kind of observation. */
    public static <O> List<Metric<O>> of(Class<O> observation) {
        return all().stream()
                .filter(each -> each.observes().equals(observation))
                .map(Metrics::<O>cast)
                .toList();
    }

    /** Those of one kind of observation whose needs are all among these. */
    public static <O> List<Metric<O>> of(Class<O> observation, Set<Requirement> available) {
        return of(observation).stream()
                .filter(each -> available.containsAll(each.needs()))
                .toList();
    }

    /**
     * The one of this name.
     *
     * @throws IllegalArgumentException naming those that there are
     */
    public static <O> Metric<O> named(Class<O> observation, String name) {
        return of(observation).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no metric is called \"" + name + "\": known are "
                        + of(observation).stream().map(Metric::name).collect(Collectors.joining(", "))));
    }

    @SuppressWarnings("unchecked")
    private static <O> Metric<O> cast(Metric<?> metric) {
        return (Metric<O>) metric;
    }

    private static String key(Class<?> observation, String name) {
        return observation.getName() + " " + name;
    }
}
