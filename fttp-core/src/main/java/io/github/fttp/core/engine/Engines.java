package io.github.fttp.core.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes engines, by name or the best that this machine can load. */
public final class Engines {
    private static final Logger LOG = LoggerFactory.getLogger(Engines.class);
    private static final AtomicBoolean SAID = new AtomicBoolean();

    /** The first choice first: the fastest, or in a build for GPUs the one that computes on them. */
    private static final Map<String, Function<Precision, Engine>> KNOWN = known();

    private static final String FIRST_CHOICE = Cuda.isBuiltIn() ? "the one for GPUs" : "the fastest";

    private Engines() {}

    /**
     * An engine and why it was taken.
     *
     * @param reason a sentence for people
     */
    public record Choice(Engine engine, String reason) {}

    /**
     * The fastest engine that loads, and why it is this one; logged once at INFO. In a build for GPUs it is the one that
     * computes on them; the engine {@code cuda} is only ever asked for by name.
     *
     * @throws IllegalStateException if none loads, with each one's reason
     * @throws UnusableGpu if the build is for GPUs and there is none that it can use
     */
    public static Choice best() {
        Map<String, Supplier<Engine>> makers = new LinkedHashMap<>();
        KNOWN.forEach((name, maker) -> makers.put(name, () -> maker.apply(Precision.EXACT)));
        makers.remove("cuda");
        Choice choice = firstOf(makers);
        if (SAID.compareAndSet(false, true)) LOG.info("{}", choice.reason());
        return choice;
    }

    /** The engine of this name, exact; see {@link #named(String, Precision)}. */
    public static Engine named(String name) {
        return named(name, Precision.EXACT);
    }

    /**
     * The engine of this name.
     *
     * @throws IllegalArgumentException if there is none of this name, or it has no such precision
     * @throws IllegalStateException if its native library doesn't load
     * @throws UnusableGpu if it needs a GPU and there is none that it can use
     */
    public static Engine named(String name, Precision precision) {
        Function<Precision, Engine> maker = KNOWN.get(name);
        if (maker == null) throw new IllegalArgumentException("no engine \"" + name + "\"; there is " + names());
        return firstOf(Map.of(name, () -> maker.apply(precision))).engine();
    }

    /** The names that {@link #named} knows, the first choice first. */
    public static List<String> names() {
        return List.copyOf(KNOWN.keySet());
    }

    /** The first that loads. */
    static Choice firstOf(Map<String, Supplier<Engine>> makers) {
        List<String> failures = new ArrayList<>();
        for (var maker : makers.entrySet()) {
            try {
                Engine engine = maker.getValue().get();
                String why = failures.isEmpty() ? FIRST_CHOICE : String.join("; ", failures);
                return new Choice(engine, "engine " + maker.getKey() + " on " + threads() + ": " + why);
            } catch (UnusableGpu | IllegalArgumentException e) {
                throw e; // a GPU or a precision was asked for: computing elsewhere would hide the mistake
            } catch (LinkageError | RuntimeException e) {
                // A missing library comes as the one, an unsupported processor as the other.
                failures.add(maker.getKey() + " does not load: " + rootOf(e));
            }
        }
        throw new IllegalStateException(String.join("; ", failures));
    }

    private static String threads() {
        return Threads.count() == 1 ? "1 thread" : Threads.count() + " threads";
    }

    private static Throwable rootOf(Throwable e) {
        while (e.getCause() != null) e = e.getCause();
        return e;
    }

    private static Map<String, Function<Precision, Engine>> known() {
        Map<String, Function<Precision, Engine>> known = new LinkedHashMap<>();
        // No references to constructors: making one loads the class, and its library's bridge may be left out.
        if (Cuda.isBuiltIn()) known.put("nd4j", precision -> nd4j(precision));
        known.put("onednn", precision -> new OneDnnEngine(precision));
        known.putIfAbsent("nd4j", precision -> nd4j(precision));
        known.put("cuda", precision -> new CudaEngine(precision));
        return known;
    }

    private static Engine nd4j(Precision precision) {
        if (precision != Precision.EXACT) throw unknown("nd4j", precision, Precision.EXACT);
        return new Nd4jEngine();
    }

    /** The fault of asking an engine for what it doesn't do. */
    static IllegalArgumentException unknown(String name, Precision asked, Precision... known) {
        return new IllegalArgumentException(
                "the engine " + name + " has no precision " + asked + ", only " + Arrays.toString(known));
    }
}
