package io.github.fttp.core.train;

import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.InputException;
import io.github.fttp.core.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder where a run leaves what it makes: log, checkpoint, and at the end adapter or model, measurements and report.
 * Nothing is made before {@link #create}, and what was there before is never overwritten.
 *
 * @param resumes whether a run that was stopped goes on there
 */
public record RunFolder(Path path, boolean resumes) {
    /** The file of a U-Net's adapter, as diffusers names it. */
    private static final String LORA = "pytorch_lora_weights.safetensors";

    /**
     * Looks, without making anything.
     *
     * <p>A run that was killed in front of its first checkpoint left a log or nothing: it is resumed from the beginning.
     *
     * @throws BadData if it is in use, or if there is something else in it than a run to resume
     */
    public static RunFolder check(Path path, boolean resume) {
        RunFolder out = new RunFolder(path, resume);
        if (Files.exists(path) && !Files.isDirectory(path)) throw new BadData(path, "is a file, expected a folder");
        if (resume) {
            if (out.isFinished()) throw new BadData(path, "holds a run that is finished: nothing to resume");
            if (out.beginsAnew()) out.requireNothingElse();
        } else {
            out.requireEmpty();
        }
        return out;
    }

    /**
     * Looks, without making anything, for a command whose work cannot be resumed.
     *
     * @throws BadData if it is in use
     */
    public static RunFolder checkEmpty(Path path) {
        if (Files.exists(path) && !Files.isDirectory(path)) throw new BadData(path, "is a file, expected a folder");
        if (!isEmpty(path)) throw new BadData(path, "is not empty; name another folder");
        return new RunFolder(path, false);
    }

    /** A run that was interrupted wrote what it had and can go on. */
    private boolean isFinished() {
        if (!Files.exists(metrics())) return false;
        String interrupted = RunSummary.End.INTERRUPTED.word();
        return Json.data(metrics())
                .optional("end")
                .filter(end -> end.text().equals(interrupted))
                .isEmpty();
    }

    /** Whether a run that is to be resumed left no checkpoint, so that it begins at the beginning. */
    public boolean beginsAnew() {
        return resumes && !Files.exists(checkpoint());
    }

    /** Refuses a folder that is not a run's. */
    private void requireNothingElse() {
        if (!Files.exists(path)) return;
        try (Stream<Path> files = Files.list(path)) {
            files.filter(file -> !file.equals(log()) && !AtomicFiles.isUnfinished(file))
                    .findFirst()
                    .ifPresent(file -> {
                        throw new BadData(
                                path,
                                "holds " + file.getFileName() + " but no "
                                        + checkpoint().getFileName() + ": there is no run to resume");
                    });
        } catch (IOException e) {
            throw new BadData(path, "cannot be read: " + InputException.reason(e), e);
        }
    }

    private void requireEmpty() {
        if (isEmpty(path)) return;
        throw new BadData(path, "is not empty; name another folder, or resume the run in it");
    }

    private static boolean isEmpty(Path path) {
        if (!Files.exists(path)) return true;
        try (Stream<Path> files = Files.list(path)) {
            return files.findAny().isEmpty();
        } catch (IOException e) {
            throw new BadData(path, "cannot be read: " + InputException.reason(e), e);
        }
    }

    /** Makes it; what the run that is resumed wrote behind its last step goes, it is written again. */
    public void create() {
        if (!resumes) requireEmpty(); // somebody else may have used it meanwhile
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new CannotWrite(path, e);
        }
        if (!resumes) return;
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

    /** The run is finished: nobody will resume it. */
    public void deleteCheckpoint() {
        AtomicFiles.delete(checkpoint());
    }

    /** Tells a run where it leaves its log and its checkpoints, and that it goes on if this does. */
    public <S> Unlearner<S> of(Unlearner<S> run, int checkpointEvery) {
        run.checkpoint(checkpoint(), checkpointEvery).listen(new JsonLinesLog(log()));
        return resumes ? run.resume() : run;
    }
}
