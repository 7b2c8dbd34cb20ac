package io.github.fttp.metrics.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A ledger of what is known already, a line of JSON a trial, in a file that is whole at all times.
 *
 * @param <T> what is known of a trial
 */
public final class Ledger<T> {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Map<Trial, T> known = new LinkedHashMap<>();
    private final Map<Trial, String> lines = new LinkedHashMap<>();
    private final Function<T, Trial> trial;

    private Ledger(Path file, Function<T, Trial> trial) {
        this.file = file;
        this.trial = trial;
    }

    /**
     * Reads what is there.
     *
     * @throws BadData naming the line that is not such an entry
     */
    public static <T> Ledger<T> open(Path file, Class<T> type, Function<T, Trial> trial) {
        Ledger<T> ledger = new Ledger<>(file, trial);
        if (!Files.exists(file)) return ledger;
        int number = 0;
        try {
            for (String line : Files.readAllLines(file)) {
                number++;
                ledger.put(JSON.readValue(line, type), line);
            }
        } catch (JsonProcessingException e) {
            throw new BadData(file, "line " + number + " is not a result of this program: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new BadData(file, "cannot be read: " + InputException.reason(e), e);
        }
        return ledger;
    }

    public Optional<T> find(Trial wanted) {
        return Optional.ofNullable(known.get(wanted));
    }

    public T get(Trial wanted) {
        return find(wanted).orElseThrow(() -> new IllegalStateException("no result of " + wanted));
    }

    /** Notes an entry, on disk as well. */
    public void add(T entry) {
        try {
            put(entry, JSON.writeValueAsString(entry));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        AtomicFiles.write(file, String.join("\n", lines.values()) + "\n");
    }

    /** Forgets what was known of the trial: a run that was killed behind this may note it again. */
    private void put(T entry, String line) {
        known.put(trial.apply(entry), entry);
        lines.put(trial.apply(entry), line);
    }
}
