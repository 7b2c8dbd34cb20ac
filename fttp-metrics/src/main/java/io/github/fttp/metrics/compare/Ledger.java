package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.AtomicFiles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A ledger of what is known already, by trial; a line of JSON each where it is written.
 *
 * @param <T> what is known of a trial
 */
public final class Ledger<T extends Record> {
    private final Map<Trial, T> known = new LinkedHashMap<>();
    private final Function<T, Trial> trial;

    /** @param trial that an entry is of */
    public Ledger(Function<T, Trial> trial) {
        this.trial = trial;
    }

    /** Finds what is known of a trial. */
    public Optional<T> find(Trial wanted) {
        return Optional.ofNullable(known.get(wanted));
    }

    /** Gets what is known of a trial. */
    public T get(Trial wanted) {
        return find(wanted).orElseThrow(() -> new IllegalStateException("no result of " + wanted));
    }

    /** Notes an entry, behind those of other trials; what was known of its own before is forgotten. */
    public void add(T entry) {
        known.put(trial.apply(entry), entry);
    }

    /** Gives all entries, in the order in which their trials were first noted. */
    public List<T> entries() {
        return List.copyOf(known.values());
    }

    /** Writes all entries; in their order. */
    public void write(Path file) {
        StringBuilder lines = new StringBuilder();
        entries().forEach(entry -> lines.append(Entries.line(entry)));
        AtomicFiles.write(file, lines.toString());
    }
}
