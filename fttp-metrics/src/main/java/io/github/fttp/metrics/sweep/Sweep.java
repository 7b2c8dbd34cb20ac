package io.github.fttp.metrics.sweep;

import io.github.fttp.core.Check;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Threads;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.Digest;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.train.Manifest;
import io.github.fttp.core.train.Memory;
import io.github.fttp.core.train.Platform;
import io.github.fttp.core.train.StopSignal;
import io.github.fttp.metrics.compare.ComparedMethod;
import io.github.fttp.metrics.compare.ComparedModel;
import io.github.fttp.metrics.compare.ComparedModelProvider;
import io.github.fttp.metrics.compare.Comparison;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.Entries;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.Summary;
import io.github.fttp.metrics.compare.Trial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Comparisons in a folder that any number of processes work on, on one machine or on many: planned as cells, run by workers, and
 * merged. What comes out depends on none of this; a sweep that was stopped goes on.
 *
 * <pre>{@code
 * Sweep sweep = Sweep.begin(Path.of("comparison"), SweepSettings.titled("What forgetting costs"), List.of(model));
 * sweep.work(2, new StopSignal(), new TimeLeft(System.out::println));
 * sweep.merge((comparison, summary) -> System.out.println(new Tables(summary).markdown()));
 * }</pre>
 *
 * <p>In the folder are {@code sweep.json} with all that another process needs to work on it, {@code settings.json} with all that
 * results depend on, {@code cells.jsonl}, and in the end {@code results.jsonl}, {@code costs.jsonl}, tables and report.
 */
public final class Sweep {
    /** Bytes that a worker takes beside its model: its Java machine, with room to spare. */
    private static final long BESIDE_BYTES = 1L << 30;

    private final SweepFiles files;
    private final SweepSettings settings;
    private final List<Part> parts;
    private final Lease lease;
    private final String plan;
    /** Whether another one began it, so that its folder is there. */
    private final boolean isOpened;

    private final Platform platform;

    /** Something to be made of a comparison that is done. */
    @FunctionalInterface
    public interface Ending {
        /** Takes it, while its environment is open. */
        void done(Comparison comparison, Summary summary);
    }

    private Sweep(
            SweepFiles files,
            SweepSettings settings,
            List<Part> parts,
            Lease lease,
            boolean isOpened,
            Platform platform) {
        this.files = files;
        this.settings = settings;
        this.parts = parts;
        this.lease = lease;
        this.isOpened = isOpened;
        this.platform = platform;
        plan = SweepCell.digest(json()).substring(0, 8);
    }

    /**
     * Begins comparisons in a folder, which need not be there, or goes on with those that were begun in it. Nothing is written
     * before {@link #plan} or {@link #work}.
     *
     * @param models with their tasks, one a modality
     * @throws BadData if the folder was begun with other settings, naming them, or by another version
     */
    public static Sweep begin(Path folder, SweepSettings settings, List<ComparedModel> models) {
        return begin(folder, settings, models, Lease.STANDARD);
    }

    static Sweep begin(Path folder, SweepSettings settings, List<ComparedModel> models, Lease lease) {
        return of(folder, settings, models, lease, false);
    }

    /** Opens what the first cells need, then makes the folder: nothing is left there where something cannot be used. */
    private Worker first(WorkList list, Heart heart, StopSignal stop, Progress progress) {
        Worker first = worker(list, heart, stop, progress);
        try {
            // Where another one began it, that one has looked.
            for (int i = parts.size() - 1; i >= 0 && !isOpened; i--) first.requireFollowed(parts.get(i));
            first.comparison(parts.get(0));
            files.create();
            Path file = file(files.folder());
            if (!isOpened && !Entries.textIfThere(file).equals(Optional.of(json()))) {
                files.deleteCells(); // what is to be run may be something else
                AtomicFiles.delete(files.manifest());
                AtomicFiles.delete(files.means());
                AtomicFiles.write(file, json());
            }
            if (!Files.exists(files.manifest())) manifest().write(files.manifest());
        } catch (RuntimeException e) {
            first.close();
            throw e;
        }
        return first;
    }

    private Manifest manifest() {
        Map<String, String> all = new TreeMap<>();
        Map<String, String> weights = new TreeMap<>();
        Path own = files.folder().toAbsolutePath().normalize();
        for (Part part : parts) {
            all.putAll(part.dependencies());
            part.model().task().requested().forEach((name, value) -> all.put(part.modality() + ", " + name, value));
            String digest = part.dependencies().get(part.modality() + ", model");
            Path model = part.model().path().toAbsolutePath().normalize();
            // One that comes along is written into the folder, whatever is there: its digest is a setting alone.
            if (digest != null && !model.startsWith(own)) weights.put(model.toString(), digest);
        }
        return new Manifest(settings.command(), all, weights, platform, Map.of());
    }

    private static Path file(Path folder) {
        return folder.resolve("sweep.json");
    }

    /**
     * Opens what was begun in a folder.
     *
     * @throws BadData if nothing was, or models or data are not there or others than then
     */
    public static Sweep open(Path folder) {
        return open(folder, model -> model);
    }

    private static Path requirePlanned(Path folder) {
        Path file = file(folder);
        if (!Files.exists(file)) throw new BadData(file, "not found: no sweep was planned in this folder");
        return file;
    }

    /**
     * Opens it where models lie elsewhere than they did.
     *
     * @param places gives the folder of a model
     */
    public static Sweep open(Path folder, UnaryOperator<Path> places) {
        Json json = Json.data(requirePlanned(folder));
        List<ComparedModel> models = new ArrayList<>();
        for (Json each : json.field("models").items()) {
            ComparisonTask task = ComparisonTask.read(each.field("task"), folder);
            models.add(ComparedModelProvider.of(
                    task, places.apply(folder.resolve(each.field("folder").text()))));
        }
        return of(folder, SweepSettings.of(json), models, Lease.STANDARD, true);
    }

    private static Sweep of(
            Path folder, SweepSettings settings, List<ComparedModel> models, Lease lease, boolean isOpened) {
        SweepFiles files = new SweepFiles(folder);
        List<Part> parts = new ArrayList<>();
        Platform platform;
        try (Engine one = settings.open()) {
            platform = Platform.of(one, settings.threads());
            for (ComparedModel model : models) {
                Part part = new Part(model, settings, dependencies(model, settings, one));
                files.settings().require(part.dependencies());
                parts.add(part);
            }
        }
        return new Sweep(files, settings, parts, lease, isOpened, platform);
    }

    private static Map<String, String> dependencies(ComparedModel model, SweepSettings settings, Engine engine) {
        Map<String, String> dependencies = new TreeMap<>();
        dependencies.put("engine", engine.name());
        dependencies.put("threads", String.valueOf(settings.threads()));
        dependencies.put("precision", engine.precision().toString());
        String modality = model.task().modality() + ", ";
        model.dependencies().forEach((name, value) -> dependencies.put(modality + name, value));
        return dependencies;
    }

    /** All that {@link #open} needs. */
    private String json() {
        Map<String, Object> json = settings.json();
        json.put("models", parts.stream().map(this::json).toList());
        return Json.line(json) + "\n";
    }

    private Map<String, Object> json(Part part) {
        Map<String, Object> json = new LinkedHashMap<>(); // Map.of has another order in each process
        json.put("folder", place(part.model().path()));
        json.put("task", part.model().task().json());
        return json;
    }

    /** Within the sweep's folder relative to it, so that machines may have that at different places. */
    private String place(Path model) {
        Path whole = files.folder().toAbsolutePath().normalize();
        Path path = model.toAbsolutePath().normalize();
        return (path.startsWith(whole) ? whole.relativize(path) : path).toString();
    }

    /**
     * Deletes what a comparison left in a folder, to begin it anew there; nothing where none was begun.
     *
     * @param title of the comparison, see {@link SweepSettings#titled}
     * @throws BadData if it is another one's
     */
    public static void delete(Path folder, String title) {
        if (!Files.exists(file(folder))) return; // what is called results there may be somebody's
        String there = SweepSettings.of(Json.data(file(folder))).title();
        if (!there.equals(title)) {
            throw new BadData(folder, "holds another comparison, \"" + there + "\": name another folder");
        }
        SweepFiles.NAMES.forEach(name -> AtomicFiles.delete(folder.resolve(name)));
    }

    /**
     * Gives the folder for models that come along within a comparison's, which is to be empty, new, or a comparison's already.
     *
     * @throws BadData if there is something else in it
     */
    public static Path pretrained(Path folder) {
        new SweepFiles(folder).requireOwn();
        return folder.resolve(SweepFiles.PRETRAINED);
    }

    /**
     * As many workers as there are threads and memory for, at least one. Each is taken to be a process: weights that are mapped
     * from their files are in memory once, however many there are, but what each computes with and its Java machine are its own.
     */
    public int mostWorkers() {
        long each = BESIDE_BYTES
                + parts.stream().mapToLong(part -> part.model().bytes()).max().orElse(0);
        int most = Math.max(1, Threads.count() / settings.threads());
        try (Engine one = settings.open()) {
            while (most > 1 && !Memory.has(one.pool(), most * each)) most--;
        }
        return most;
    }

    /**
     * The cells that are planned.
     *
     * @param cells how many so far
     * @param open indices of those that are not done
     */
    public record Planned(int cells, List<Integer> open) {}

    /**
     * Tells what is planned in a folder; it looks at nothing else there.
     *
     * @throws BadData if nothing was
     */
    public static Planned planned(Path folder) {
        requirePlanned(folder);
        SweepFiles files = new SweepFiles(folder);
        List<SweepCell> cells = files.cells();
        return new Planned(
                cells.size(),
                cells.stream()
                        .filter(cell -> !files.isDone(cell))
                        .map(SweepCell::index)
                        .toList());
    }

    /**
     * Plans what is to be run, as far as it follows from what is known: {@code cells.jsonl}. Workers do so for themselves
     * whenever all that was planned is done.
     *
     * @throws BadData naming what of a task, its data or a model cannot be used
     * @throws CannotWrite if the folder cannot be written into
     */
    public Planned plan() {
        try (Heart heart = new Heart(lease);
                Worker worker = first(workList(), heart, new StopSignal(), (trial, seconds, left) -> {})) {
            worker.plan();
        }
        return planned(files.folder());
    }

    /** Refuses to work where a model does not fit. */
    private void requireMemory() {
        try (Engine one = settings.open()) {
            for (Part part : parts) Memory.require(one.pool(), part.model().bytes(), "the comparison");
        }
    }

    private WorkList workList() {
        return new WorkList(files, plan, lease);
    }

    private Worker worker(WorkList list, Heart heart, StopSignal stop, Progress progress) {
        return new Worker(files, parts, list, heart, stop, progress);
    }

    /**
     * Runs one cell, or waits for whoever is at it, see {@link Session#run}.
     *
     * @throws Memory.TooLittle if a model does not fit
     */
    public boolean run(int index, StopSignal stop, Progress progress) {
        try (Session session = session(stop, progress)) {
            return session.run(index);
        }
    }

    /**
     * Begins to run single cells, one after the other; belongs to one thread.
     *
     * @throws Memory.TooLittle if a model does not fit
     */
    public Session session(StopSignal stop, Progress progress) {
        requireMemory();
        return new Session(stop, progress);
    }

    /** Runs single cells; what one has opened stays open for the next. */
    public final class Session implements AutoCloseable {
        private final Heart heart = new Heart(lease);
        private final Worker worker;

        private Session(StopSignal stop, Progress progress) {
            worker = worker(workList(), heart, stop, progress);
        }

        /**
         * Runs one cell, or waits for whoever is at it.
         *
         * @param index in {@code cells.jsonl}
         * @return whether it is done; false if it was asked to stop
         * @throws BadData if there is no such cell
         */
        public boolean run(int index) {
            SweepCell cell = cell(index);
            worker.run(cell);
            return files.isDone(cell);
        }

        @Override
        public void close() {
            worker.close();
            heart.close();
        }
    }

    private SweepCell cell(int index) {
        List<SweepCell> cells = files.cells();
        if (index >= 0 && index < cells.size()) return cells.get(index);
        throw new BadData(
                files.folder().resolve("cells.jsonl"), "has " + cells.size() + " cells, none of index " + index);
    }

    /**
     * Gives a cell up, unless it is done: it counts as failed.
     *
     * @param why stands in the report
     */
    public void giveUp(int index, String why) {
        SweepCell cell = cell(index);
        if (!files.isDone(cell)) files.write(Outcome.failed(cell.trial(), why));
    }

    /** Gives the trial of a cell. */
    public Trial trial(int index) {
        return cell(index).trial();
    }

    /** Threads of each worker. */
    public int threads() {
        return settings.threads();
    }

    /** Folders of the models. */
    public List<Path> models() {
        return parts.stream().map(part -> part.model().path()).toList();
    }

    /**
     * Tells what the result of a cell depends on and what it came to, by name, as
     * {@link io.github.fttp.core.train.RunDifferences#of(Map, Map)} takes it.
     *
     * @param result the cell's file in {@code results}
     * @throws BadData naming a file of the comparison that is missing or of another form
     */
    public static Map<String, String> describe(Path result) {
        return CellResult.read(result).described();
    }

    /** Whether a path is the result of a sweep's cell. */
    public static boolean isResult(Path path) {
        Path results = path.toAbsolutePath().getParent();
        return Files.isRegularFile(path) && results.endsWith("results") && Files.exists(file(results.getParent()));
    }

    /**
     * Runs a cell that is done once more, and compares what comes of it with its result.
     *
     * @param result the cell's file in {@code results}
     * @param warn is told what differs from where the sweep was begun and may change bits
     * @return whether all bits are the same
     * @throws BadData naming what keeps it from being repeated: weights, data, engine or threads that are others
     */
    public static boolean repeat(Path result, Consumer<String> warn) {
        CellResult cell = CellResult.read(result);
        Outcome was = cell.outcome();
        if (was.hasFailed()) throw new BadData(result, "is of a cell that failed");
        Sweep sweep = open(cell.files().folder());
        cell.manifest().requireRepeatable(sweep.platform, warn);
        try (Heart heart = new Heart(sweep.lease);
                Worker worker = sweep.worker(sweep.workList(), heart, new StopSignal(), (trial, seconds, left) -> {})) {
            return Entries.line(worker.repeat(was.trial())).equals(Entries.line(was));
        }
    }

    /**
     * Works on all that is left, and on what follows from it, until everything is done.
     *
     * @param workers that work side by side in this process, each a thread with a model of its own, at least 1
     * @param stop leaves what is at work to be gone on with, by whomever
     * @return whether everything is done; false if it was asked to stop
     * @throws Memory.TooLittle if a model does not fit
     * @throws BadData naming what of a task, its data or a model cannot be used
     * @throws CannotWrite if the folder cannot be written into
     */
    public boolean work(int workers, StopSignal stop, Progress progress) {
        Check.atLeast(1, workers, "workers");
        requireMemory();
        WorkList list = workList();
        StopSignal one = new StopSignal(stop, JavaLauncher.orphaned()); // for all of them, when one cannot go on
        Progress inTurn = (trial, seconds, left) -> {
            synchronized (list) {
                progress.done(trial, seconds, left);
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        try (Heart heart = new Heart(lease)) {
            try {
                List<Worker> all = new ArrayList<>(List.of(first(list, heart, one, inTurn)));
                while (all.size() < workers) all.add(worker(list, heart, one, inTurn));
                List<Future<?>> running = new ArrayList<>();
                for (Worker each : all) {
                    running.add(threads.submit(() -> {
                        try (each) {
                            each.work();
                        } catch (RuntimeException | Error e) {
                            one.request();
                            throw e;
                        }
                    }));
                }
                running.forEach(Sweep::join);
            } catch (RuntimeException | Error e) {
                one.request();
                throw e;
            } finally {
                // While others see that their cells are being worked on.
                awaitEnd(threads);
            }
        }
        return !one.isRequested();
    }

    private static void awaitEnd(ExecutorService threads) {
        threads.shutdown();
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = threads.awaitTermination(1, TimeUnit.HOURS);
            } catch (InterruptedException e) {
                interrupted = true; // they were asked to end already
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    /**
     * Works on all that is left, and on what follows from it, with worker processes on this machine, until everything is done. One
     * that dies is replaced, and the cell that it was at gone on with. A single worker needs no other process and works in
     * this one.
     *
     * @param workers processes, at least 1
     * @param launcher starts them
     * @param stop has them leave what they are at to be gone on with, by whomever
     * @param progress told of all that is done, by whomever
     * @return whether everything is done; false if it was asked to stop
     * @throws Memory.TooLittle if a model does not fit
     * @throws BadData naming what of a task, its data or a model cannot be used, or if workers die again and again
     * @throws CannotWrite if the folder cannot be written into
     */
    public boolean work(int workers, Launcher launcher, StopSignal stop, Progress progress) {
        if (workers == 1) return work(1, stop, progress);
        Check.atLeast(1, workers, "workers");
        requireMemory();
        if (!plan().open().isEmpty()) {
            new WorkerProcesses(files.folder().toAbsolutePath(), launcher, new Watch(files, progress))
                    .work(workers, stop);
        }
        return !stop.isRequested();
    }

    private static void join(Future<?> worker) {
        try {
            worker.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            if (e.getCause() instanceof Error cause) throw cause;
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while workers were at work", e);
        }
    }

    /**
     * For those who will ask for requests {@linkplain #sequence in sequence}, before work that takes long.
     *
     * @throws BadData if there are not so many concepts
     */
    public void requireRequests(int requests) {
        Check.atLeast(1, requests, "requests");
        parts.forEach(part -> part.model().task().requests(requests));
    }

    /**
     * Lets every method, with the setting that was chosen for it, follow {@linkplain ComparisonTask#requests requests} to
     * forget one after the other; goes on behind methods that are done. Merged, the report has a section of it.
     *
     * @param requests at least 1
     * @param told of each method that is done
     * @return whether all are done; false if it was asked to stop
     * @throws BadData if settings are not chosen yet, or there are not so many concepts
     */
    public boolean sequence(int requests, StopSignal stop, Consumer<ComparedMethod> told) {
        try (Heart heart = new Heart(lease);
                Worker worker = worker(workList(), heart, stop, (trial, seconds, left) -> {})) {
            return new Requests(requests, files, parts, worker).follow(told);
        }
    }

    /**
     * Makes of all results {@code results.jsonl}, tables and {@code report.html}, the same wherever cells were run; what they
     * cost stands apart, in {@code costs.jsonl} and a section of the report.
     *
     * @throws BadData if some cell has no result yet
     */
    public void merge(Ending ending) {
        merged(ending);
    }

    private Set<Platform> merged(Ending ending) {
        Map<String, String> made = new TreeMap<>();
        Ending noted = (comparison, summary) -> {
            for (Path table : Merge.tables(files, comparison)) {
                if (Files.exists(table)) made.put(table.getFileName().toString(), Digest.of(table));
            }
            ending.done(comparison, summary);
        };
        try (Heart heart = new Heart(lease);
                Worker worker = worker(workList(), heart, new StopSignal(), (trial, seconds, left) -> {})) {
            Set<Platform> platforms = new Merge(files, settings, parts, worker).run(noted);
            Manifest begun = Files.exists(files.manifest()) ? Manifest.read(files.manifest()) : manifest();
            begun.done(made).write(files.manifest());
            return platforms;
        }
    }

    /**
     * Merges, and writes to another folder what is published: the report, tables, all measurements, the short form for a
     * README file, stages of requests one after the other, what results depend on, {@code settings.json} and
     * {@code manifest.json}, and {@code results.md}, which says what of it is what and what made it.
     *
     * @throws BadData if some cell has no result yet
     */
    public void publish(Path to) {
        Path folder = files.folder();
        Set<Platform> platforms = merged((comparison, summary) -> Merge.publish(files, comparison, summary, to));
        Manifest manifest = Manifest.read(files.manifest());
        AtomicFiles.write(
                to.resolve("results.md"),
                new Provenance(settings.paragraphs(), platforms, manifest)
                        .markdown(
                                settings.title(),
                                parts.stream().map(Part::modality).toList()));
        manifest.from(folder.toAbsolutePath().normalize().getParent()).write(to.resolve(Manifest.FILE));
        for (String copied : List.of("settings.json", "report.html"))
            AtomicFiles.write(to.resolve(copied), Entries.text(folder.resolve(copied)));
    }
}
