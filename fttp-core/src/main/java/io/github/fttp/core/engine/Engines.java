package io.github.fttp.core.engine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes engines, by name or the best that this machine can load. */
public final class Engines {
    private static final Logger LOG = LoggerFactory.getLogger(Engines.class);
    private static final AtomicBoolean SAID = new AtomicBoolean();

    /** From the fastest to the most portable. */
    private static final Map<String, Supplier<Engine>> KNOWN = known();

    private Engines() {}

    /**
     * An engine and why it was taken.
     *
     * @param reason a sentence for people
     */
    public record Choice(Engine engine, String reason) {}

    /**
     * The fastest engine that loads, and why it is this one; logged once at INFO.
     *
     * @throws IllegalStateException if none loads, with each one's reason
     */
    public static Choice best() {
        Choice choice = firstOf(KNOWN);
        if (SAID.compareAndSet(false, true)) LOG.info("{}", choice.reason());
        return choice;
    }

    /**
     * The engine of this name.
     *
     * @throws IllegalArgumentException if there is none of this name
     * @throws IllegalStateException if its native library doesn't load
     */
    public static Engine named(String name) {
        Supplier<Engine> maker = KNOWN.get(name);
        if (maker == null) throw new IllegalArgumentException("no engine \"" + name + "\"; there is " + names());
        return firstOf(Map.of(name, maker)).engine();
    }

    /** The names that {@link #named} knows, the fastest first. */
    public static List<String> names() {
        return List.copyOf(KNOWN.keySet());
    }

    /** The first that loads. */
    static Choice firstOf(Map<String, Supplier<Engine>> makers) {
        List<String> failures = new ArrayList<>();
        for (var maker : makers.entrySet()) {
            try {
                Engine engine = maker.getValue().get();
                String others = failures.isEmpty() ? "the fastest" : String.join("; ", failures);
                return new Choice(
                        engine, "engine " + maker.getKey() + " on " + Threads.count() + " threads: " + others);
            } catch (LinkageError | RuntimeException e) {
                // A missing library comes as the one, an unsupported processor as the other.
                failures.add(maker.getKey() + " does not load: " + rootOf(e));
            }
        }
        throw new IllegalStateException(String.join("; ", failures));
    }

    private static Throwable rootOf(Throwable e) {
        while (e.getCause() != null) e = e.getCause();
        return e;
    }

    private static Map<String, Supplier<Engine>> known() {
        Map<String, Supplier<Engine>> known = new LinkedHashMap<>();
        known.put("onednn", OneDnnEngine::new);
        known.put("nd4j", Nd4jEngine::new);
        return known;
    }
}
