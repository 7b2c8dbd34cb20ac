package io.github.fttp.metrics.sweep;

import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.train.Manifest;
import io.github.fttp.metrics.compare.Entries;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.Stage;
import io.github.fttp.metrics.compare.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files that workers of a sweep share: {@code cells.jsonl}, what is to be run as far as it is known; {@code results} and
 * {@code costs}, a file a cell; {@code claims}; {@code work}, checkpoints of cells that are not done.
 */
record SweepFiles(Path folder) {
    /** Beginning of the names of claims to plan; those to run cells are named by these. */
    static final String PLAN = "plan-";

    /** The folder of models that come along, where they are compared on. */
    static final String PRETRAINED = "pretrained-models";

    /** The folders that workers write into. */
    private static final List<String> FOLDERS = List.of("results", "costs", "claims", "work");

    /** All files and folders of a sweep but tables, report, and {@code sweep.json}, by which the folder is known as one's own. */
    static final List<String> NAMES = List.of(
            Manifest.FILE,
            "settings.json",
            "metrics.json",
            "cells.jsonl",
            "results.jsonl",
            "sequence-text.jsonl",
            "sequence-image.jsonl",
            "costs.jsonl",
            "results",
            "costs",
            "claims",
            "work");

    /**
     * Refuses a folder with something else than a comparison, or than what one that was killed at its beginning left.
     *
     * @throws BadData naming what it holds
     */
    void requireOwn() {
        if (!Files.exists(folder) || Files.exists(folder.resolve("sweep.json"))) return;
        if (Files.exists(settings().file())) return; // of another version, which is said when it is read
        if (!Files.isDirectory(folder)) throw new BadData(folder, "is a file, expected a folder");
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> !isBegun(file)).findFirst().ifPresent(file -> {
                throw new BadData(
                        folder,
                        "holds " + file.getFileName() + " and no comparison; name another folder, or an empty one");
            });
        } catch (IOException e) {
            throw new BadData(folder, e);
        }
    }

    /** Whether this may be there before {@code sweep.json} is. */
    private static boolean isBegun(Path file) {
        String name = file.getFileName().toString();
        if (name.equals(PRETRAINED) || AtomicFiles.isUnfinished(file)) return true;
        String[] inside = FOLDERS.contains(name) ? file.toFile().list() : null;
        return inside != null && inside.length == 0;
    }

    /** Makes what workers write into. */
    void create() {
        try {
            for (String name : FOLDERS) {
                Files.createDirectories(folder.resolve(name));
            }
        } catch (IOException e) {
            throw new CannotWrite(folder, e);
        }
    }

    SettingsFile settings() {
        return new SettingsFile(folder.resolve("settings.json"));
    }

    Path manifest() {
        return folder.resolve(Manifest.FILE);
    }

    /** The file of the means of all methods. */
    Path means() {
        return folder.resolve("metrics.json");
    }

    private Path cellsFile() {
        return folder.resolve("cells.jsonl");
    }

    /** The cells that are planned so far. */
    List<SweepCell> cells() {
        return Entries.lines(cellsFile(), SweepCell.class);
    }

    void write(List<SweepCell> cells) {
        StringBuilder lines = new StringBuilder();
        cells.forEach(cell -> lines.append(Entries.line(cell)));
        AtomicFiles.write(cellsFile(), lines.toString());
    }

    /** Forgets what was planned, and who did; results stay. */
    void deleteCells() {
        AtomicFiles.delete(cellsFile());
        try (Stream<Path> all = Files.list(claims())) {
            all.filter(each -> each.getFileName().toString().startsWith(PLAN)).forEach(AtomicFiles::delete);
        } catch (IOException e) {
            throw new CannotWrite(claims(), e);
        }
    }

    private Path result(String id) {
        return folder.resolve("results").resolve(id + ".json");
    }

    private Path cost(String id) {
        return folder.resolve("costs").resolve(id + ".json");
    }

    boolean isDone(SweepCell cell) {
        return Files.exists(result(cell.id()));
    }

    /** Says what is left to be run before results can be merged. */
    BadData incomplete() {
        List<SweepCell> cells = cells();
        long open = cells.stream().filter(cell -> !isDone(cell)).count();
        return new BadData(
                folder.resolve("results"),
                open == 0
                        ? "holds all that was planned, but more follows from it: plan and run that first"
                        : "lacks " + open + " of " + cells.size() + " cells: run these first");
    }

    Optional<Outcome> outcome(Trial trial) {
        return read(result(SweepCell.id(trial)), Outcome.class);
    }

    Optional<Spent> spent(Trial trial) {
        return read(cost(SweepCell.id(trial)), Spent.class);
    }

    /** Notes what a run took; in front of its outcome, with which the cell is done. */
    void write(Spent spent) {
        AtomicFiles.write(cost(SweepCell.id(spent.cost().trial())), Entries.line(spent));
    }

    void write(Outcome outcome) {
        AtomicFiles.write(result(SweepCell.id(outcome.trial())), Entries.line(outcome));
    }

    /** The folder of a cell that is at work. */
    Path work(SweepCell cell) {
        return folder.resolve("work").resolve(cell.id());
    }

    /** The folder of a trial that is run once more. */
    Path again(Trial trial) {
        return folder.resolve("work").resolve(SweepCell.id(trial) + "-again");
    }

    /** The stages of requests that came one after the other, as far as they are known. */
    List<Stage> stages(String modality) {
        return Entries.lines(stagesFile(modality), Stage.class);
    }

    void write(String modality, List<Stage> stages) {
        StringBuilder lines = new StringBuilder();
        stages.forEach(stage -> lines.append(Entries.line(stage)));
        AtomicFiles.write(stagesFile(modality), lines.toString());
    }

    /** The file of what came of requests one after the other. */
    Path stagesFile(String modality) {
        return folder.resolve("sequence-" + modality + ".jsonl");
    }

    Path claims() {
        return folder.resolve("claims");
    }

    private static <T extends Record> Optional<T> read(Path file, Class<T> type) {
        return Entries.textIfThere(file).map(text -> Entries.read(text, type, file));
    }
}
