package io.github.fttp.examples.forget;

import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.InputException;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.diffusion.lora.DiffusersLora;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a run leaves what it makes.
 *
 * @param resumes whether a run that was stopped goes on there
 */
record OutFolder(Path path, boolean resumes) {
    /**
     * Looks, without making anything.
     *
     * <p>A run that was killed in front of its first checkpoint left a log or nothing: it is resumed from the beginning.
     *
     * @throws BadData if it is in use, or if there is something else in it than a run to resume
     */
    static OutFolder check(Path path, boolean resume) {
        OutFolder out = new OutFolder(path, resume);
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
    static OutFolder checkEmpty(Path path) {
        if (Files.exists(path) && !Files.isDirectory(path)) throw new BadData(path, "is a file, expected a folder");
        if (!isEmpty(path)) throw new BadData(path, "is not empty; name another folder");
        return new OutFolder(path, false);
    }

    /** A run that was interrupted wrote what it had and can go on. */
    private boolean isFinished() {
        if (!Files.exists(metrics())) return false;
        String interrupted = ForgetRun.word(RunSummary.End.INTERRUPTED);
        return Json.data(metrics())
                .optional("end")
                .filter(end -> end.text().equals(interrupted))
                .isEmpty();
    }

    /** Whether a run that is to be resumed left no checkpoint, so that it begins at the beginning. */
    boolean beginsAnew() {
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
        throw new BadData(path, "is not empty; name another folder, or --resume the run in it");
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
    void create() {
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
    Path adapter() {
        return path.resolve("adapter");
    }

    /** The adapter of a U-Net in diffusers' layout. */
    Path lora() {
        return path.resolve(DiffusersLora.FILE);
    }

    /** A complete model folder. */
    Path model() {
        return path.resolve("model");
    }

    /** One JSON line a step. */
    Path log() {
        return path.resolve("run.jsonl");
    }

    /** Figures before and after, and how the run ended; there only once it has. */
    Path metrics() {
        return path.resolve("metrics.json");
    }

    /** For people. */
    Path report() {
        return path.resolve("report.html");
    }

    /** What a run goes on from. */
    Path checkpoint() {
        return path.resolve("checkpoint.safetensors");
    }

    /** The run is finished: nobody will resume it. */
    void deleteCheckpoint() {
        AtomicFiles.delete(checkpoint());
    }
}
