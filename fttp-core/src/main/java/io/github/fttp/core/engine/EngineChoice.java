package io.github.fttp.core.engine;

/**
 * An engine that is not opened yet.
 *
 * @param name as {@link Engines#named} knows it; empty for the best that loads on the processor
 * @param precision of products
 */
public record EngineChoice(String name, Precision precision) {
    /** Rounds where none is named. */
    private static final String ROUNDS = "onednn";

    /** The best that loads on the processor, exact. */
    public static EngineChoice best() {
        return new EngineChoice("", Precision.EXACT);
    }

    /** Opens it, on as many threads as {@link Threads} says; the caller closes it. */
    public Engine open() {
        if (precision != Precision.EXACT) return Engines.named(name.isEmpty() ? ROUNDS : name, precision);
        return name.isEmpty() ? Engines.best().engine() : Engines.named(name);
    }
}
