package io.github.fttp.metrics.compare;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Threads;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.InputException;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.train.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The folder of a comparison, in one modality or in several: {@code settings.json} with all that results depend on, the ledgers
 * {@code results.jsonl} and {@code costs.jsonl}, and tables. A comparison that was stopped goes on in it, to the same files.
 */
public final class ComparisonFolder {
    /** Format of the keys of trials; another one cannot be gone on with. */
    private static final String FORMAT = "3";
    /** That any environment takes, with room to spare. */
    private static final long LEAST_BYTES = 1L << 30;

    private final Path folder;
    private final Supplier<Engine> engines;
    private final Map<String, String> settings;
    private final Ledger<Outcome> results;
    private final Ledger<Cost> costs;
    /** Known from the first check on: on a GPU opening an engine takes seconds. */
    private String engineName;

    private ComparisonFolder(Path folder, Supplier<Engine> engines, Map<String, String> settings) {
        this.folder = folder;
        this.engines = engines;
        this.settings = settings;
        results = Ledger.open(folder.resolve("results.jsonl"), Outcome.class, Outcome::trial);
        costs = Ledger.open(folder.resolve("costs.jsonl"), Cost.class, Cost::trial);
    }

    /**
     * Opens a folder, which need not be there.
     *
     * @param engines makes an engine for each environment
     * @param settings what results depend on beside the engine's name and what is compared, by name
     * @throws BadData if its files are not those of a comparison
     */
    public static ComparisonFolder open(Path folder, Supplier<Engine> engines, Map<String, String> settings) {
        return new ComparisonFolder(folder, engines, settings);
    }

    /** Begins anew in a folder: what an earlier comparison left there is deleted. See {@link #open}. */
    public static ComparisonFolder begin(Path folder, Supplier<Engine> engines) {
        for (String name : List.of("settings.json", "results.jsonl", "costs.jsonl")) {
            AtomicFiles.delete(folder.resolve(name));
        }
        return open(folder, engines, Map.of());
    }

    /**
     * Refuses to go on with other settings than the folder was begun with, and what does not fit into memory.
     *
     * @throws BadData naming the setting
     */
    public void check(ComparedModel model) {
        try (Engine one = engines.get()) {
            engineName = one.name();
            settings(dependencies(model));
            Memory.require(one.pool(), model.bytes(), "the comparison");
        }
    }

    /** As many environments as there are threads and memory for, at least one. */
    public static int mostJobs(ComparedModel model) {
        long fitting = Memory.available().orElse(Long.MAX_VALUE) / Math.max(LEAST_BYTES, model.bytes());
        return Math.toIntExact(Math.max(1, Math.min(Threads.count(), fitting)));
    }

    /** Something to be made of a comparison that is done, while its environments are open. */
    @FunctionalInterface
    public interface Ending {
        /** Takes it. */
        void done(Comparison comparison, Summary summary);
    }

    /**
     * Runs what is not in the ledgers yet, and writes the tables.
     *
     * @param jobs environments that work side by side, each on one thread
     */
    public void run(ComparedModel model, int jobs, Comparison.Progress progress, Ending ending) {
        check(model);
        try (WorkerPool workers = WorkerPool.of(jobs, () -> model.open(engines))) {
            Comparison comparison = model.task().comparison(workers);
            keep(model, comparison.methods());
            comparison.run(results, costs, progress);
            Summary summary = Summary.of(comparison, results, costs);
            writeTables(comparison.environment().modality(), new Tables(summary));
            ending.done(comparison, summary);
        }
    }

    private void writeTables(String modality, Tables tables) {
        AtomicFiles.write(folder.resolve("results-" + modality + ".csv"), tables.csv());
        AtomicFiles.write(folder.resolve("table-" + modality + ".md"), tables.markdown());
        AtomicFiles.write(folder.resolve("table-" + modality + ".tex"), tables.latex());
    }

    private Map<String, String> dependencies(ComparedModel model) {
        Map<String, String> dependencies = new TreeMap<>(settings);
        dependencies.put("engine", engineName);
        String modality = model.task().modality() + ", ";
        model.dependencies().forEach((name, value) -> dependencies.put(modality + name, value));
        return dependencies;
    }

    private void keep(ComparedModel model, List<ComparedMethod> methods) {
        Map<String, String> now = dependencies(model);
        now.putAll(methods.stream()
                .collect(Collectors.toMap(
                        each -> model.task().modality() + ", method " + each.id(), ComparedMethod::how)));
        Map<String, String> all = settings(now);
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new BadData(folder, "cannot be made: " + InputException.reason(e), e);
        }
        Json.write(folder.resolve("settings.json"), all);
    }

    /** These and those that are noted, none of which is another. */
    private Map<String, String> settings(Map<String, String> now) {
        Map<String, String> all = new TreeMap<>(now);
        all.put("format", FORMAT);
        Path file = folder.resolve("settings.json");
        if (!Files.exists(file)) return all;
        Json begun = Json.data(file);
        if (!begun.has("format") || !begun.field("format").text().equals(FORMAT)) {
            throw new BadData(
                    file,
                    "was written by another version of this program, which names characters and methods otherwise: its"
                            + " results cannot be gone on with; give another folder");
        }
        for (String name : begun.names()) {
            String was = begun.field(name).text();
            String is = all.putIfAbsent(name, was);
            if (is != null && !is.equals(was)) {
                throw new BadData(file, name + " is " + was + " there, now it is " + is + ": give another folder");
            }
        }
        return all;
    }
}
