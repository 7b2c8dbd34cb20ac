package io.github.fttp.core.train;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.Digest;
import io.github.fttp.core.io.FolderLock;
import io.github.fttp.core.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The folder where a run leaves what it makes: log, checkpoint, and at the end adapter or model, measurements and report.
 * Nothing is made before {@link #exclusively}, and what was there before is never overwritten.
 *
 * @param resumes whether a run that was stopped goes on there
 * @param invocation what the run's manifest says of how it was made
 */
public record RunFolder(Path path, boolean resumes, Invocation invocation) {
    /** The file of a U-Net's adapter, as diffusers names it. */
    private static final String LORA = "pytorch_lora_weights.safetensors";

    /**
     * Looks, without making anything.
     *
     * <p>A run that was killed in front of its first checkpoint left a log or nothing: it is resumed from the beginning.
     *
     * @throws BadData if it is in use, or if there is something else in it than a run to resume
     * @throws CannotWrite if it may not be written into
     */
    public static RunFolder check(Path path, boolean resume) {
        RunFolder out = new RunFolder(path, resume, Invocation.none());
        if (Files.exists(path) && !Files.isDirectory(path)) throw new BadData(path, "is a file, expected a folder");
        AtomicFiles.requireMayWrite(path);
        if (resume) {
            out.requireUnfinished();
            if (out.beginsAnew()) out.requireNothingElse();
        } else {
            out.requireEmpty();
        }
        return out;
    }

    /** The folder of a run that is there, to read what it left. */
    public static RunFolder at(Path path) {
        return new RunFolder(path, false, Invocation.none());
    }

    /**
     * Looks, without making anything, for a command whose work cannot be resumed.
     *
     * @throws BadData if it is in use
     */
    public static RunFolder checkEmpty(Path path) {
        if (Files.exists(path) && !Files.isDirectory(path)) throw new BadData(path, "is a file, expected a folder");
        AtomicFiles.requireMayWrite(path);
        if (!isEmpty(path)) throw new BadData(path, "is not empty; name another folder");
        return new RunFolder(path, false, Invocation.none());
    }

    /** With the call that makes the run, for its manifest. */
    public RunFolder by(Invocation call) {
        return new RunFolder(path, resumes, call);
    }

    /**
     * Whether nothing is left to do. A run that was interrupted wrote what it had and can go on; one that was killed before its
     * manifest was closed over what it made has its last checkpoint yet, and makes that again.
     */
    private boolean isFinished() {
        if (!Files.exists(metrics())) return false;
        String end = Json.data(metrics()).optional("end").map(Json::text).orElse("");
        if (end.equals(RunSummary.End.INTERRUPTED.word())) return false;
        if (end.equals(RunSummary.End.DIVERGED.word())) return true;
        return Files.exists(manifest()) && !Manifest.read(manifest()).results().isEmpty();
    }

    private void requireUnfinished() {
        if (isFinished()) throw new BadData(path, "holds a run that is finished: nothing to resume");
    }

    /** Whether a run that is to be resumed left no checkpoint, so that it begins at the beginning. */
    public boolean beginsAnew() {
        return resumes && !Files.exists(checkpoint());
    }

    /** Refuses a folder that is not a run's. */
    private void requireNothingElse() {
        if (!Files.exists(path)) return;
        Set<Path> begun = Set.of(log(), manifest(), path.resolve(FolderLock.FILE));
        try (Stream<Path> files = Files.list(path)) {
            files.filter(file -> !begun.contains(file) && !AtomicFiles.isUnfinished(file))
                    .findFirst()
                    .ifPresent(file -> {
                        throw new BadData(
                                path,
                                "holds " + file.getFileName() + " but no "
                                        + checkpoint().getFileName() + ": there is no run to resume");
                    });
        } catch (IOException e) {
            throw new BadData(path, e);
        }
    }

    private void requireEmpty() {
        if (isEmpty(path)) return;
        throw new BadData(path, "is not empty; name another folder, or resume the run in it");
    }

    private static boolean isEmpty(Path path) {
        if (!Files.exists(path)) return true;
        try (Stream<Path> files = Files.list(path)) {
            return files.allMatch(file -> file.endsWith(FolderLock.FILE));
        } catch (IOException e) {
            throw new BadData(path, e);
        }
    }

    /**
     * Makes it and works there while nobody else does: two that resume one run would write into each other's files.
     *
     * @throws BadData if another one is at work there, or has used or finished it since it was looked at
     */
    public <T> T exclusively(Supplier<T> work) {
        if (!resumes) requireEmpty(); // no lock is left in what is somebody's
        return FolderLock.whileLockedIfPossible(path, () -> {
            if (resumes) goOn();
            else requireEmpty();
            return work.get();
        });
    }

    /** Makes it for a part of something that sees to it by itself that nobody else works there. */
    void create() {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new CannotWrite(path, e);
        }
        goOn();
    }

    /** Deletes what the run wrote behind its last step: it is written again. */
    private void goOn() {
        requireUnfinished();
        List.of(adapter(), lora(), model(), report(), metrics()).forEach(AtomicFiles::delete);
        AtomicFiles.deleteUnfinished(path);
    }

    /** The adapter in PEFT's layout. */
    public Path adapter() {
        return path.resolve("adapter");
    }

    /** The adapter of a U-Net in diffusers' layout. */
    public Path lora() {
        return path.resolve(LORA);
    }

    /** A complete model folder. */
    public Path model() {
        return path.resolve("model");
    }

    /** One JSON line a step. */
    public Path log() {
        return path.resolve("run.jsonl");
    }

    /** Figures before and after, and how the run ended; there only once it has. */
    public Path metrics() {
        return path.resolve("metrics.json");
    }

    /** For people. */
    public Path report() {
        return path.resolve("report.html");
    }

    /** Gives the file that a run goes on from. */
    public Path checkpoint() {
        return path.resolve("checkpoint.safetensors");
    }

    /** Manifest of what the run depends on, and once it has ended the digests of what it made. */
    public Path manifest() {
        return path.resolve(Manifest.FILE);
    }

    /**
     * Writes the manifest of a run that begins or goes on.
     *
     * @param model the model's folder
     * @param settings every choice that the result depends on
     */
    public void begin(Path model, Map<String, String> settings, Engine engine) {
        Set<Path> inputs = new LinkedHashSet<>(invocation.inputs());
        inputs.add(model);
        // A folder that this one lies in changes as the run goes on; the settings have the digest of what was read of
        // it.
        inputs.removeIf(each -> path.toAbsolutePath().normalize().startsWith(each));
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.put(Manifest.MODEL, model.toAbsolutePath().normalize().toString());
        Manifest.of(invocation.command(), all, inputs, Platform.of(engine)).write(manifest());
    }

    /** Closes the manifest over the weights and figures that the run made, and deletes the checkpoint: nobody will resume it. */
    public void finish() {
        Map<String, String> made = new TreeMap<>();
        for (Path each : List.of(adapter(), lora(), model(), metrics())) {
            if (Files.exists(each)) made.put(each.getFileName().toString(), Digest.of(each));
        }
        Manifest.read(manifest()).done(made).write(manifest());
        AtomicFiles.delete(checkpoint());
    }

    /**
     * Tells a run where it leaves its manifest, its log and its checkpoints, and that it goes on if this does.
     *
     * @param model the model's folder
     */
    public <S> Unlearner<S> of(Unlearner<S> run, int checkpointEvery, Path model) {
        return of(run, checkpointEvery).listen(new RunListener() {
            @Override
            public void started(RunPlan plan) {
                begin(model, plan.settings(), run.trainable.engine());
            }
        });
    }

    /** Tells likewise a run that is a part of something else, which has the manifest. */
    public <S> Unlearner<S> of(Unlearner<S> run, int checkpointEvery) {
        run.checkpoint(checkpoint(), checkpointEvery).listen(new JsonLinesLog(log()));
        return resumes ? run.resume() : run;
    }
}
