package io.github.fttp.core.ledger;

import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.Digest;
import io.github.fttp.core.io.FolderLock;
import io.github.fttp.core.train.Manifest;
import io.github.fttp.core.train.RunFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A ledger of deletions from one base model, in a folder: {@code ledger.jsonl}, which only grows, and a copy of what each run
 * trained. A command that is killed leaves the ledger as it was: all that it does counts with the one line that it adds last.
 *
 * <p>A deletion is trained either on the bare base, and depends on no other, or on the model with all deletions before it
 * ({@link #apply}), and depends on each of those. Which it is follows from the digest of the model in its manifest.
 *
 * <pre>{@code
 * DeletionLedger ledger = DeletionLedger.begin(Path.of("deletions"), Path.of("llava-1.5-7b-hf"));
 * ledger.add("R1", Path.of("without-mira"));
 * ledger.apply(Path.of("llava-without"), CompositionProvider.of(ledger.base(), engines));
 * }</pre>
 */
public final class DeletionLedger {
    private static final String FILE = "ledger.jsonl";
    /** Folder in which runs leave whole weights that are a part of a model. */
    private static final String UNET = "model/unet";

    private final Path folder;
    private final LedgerFile file;
    /** Told in front of each change on the disk. */
    private final Consumer<String> step;

    private DeletionLedger(Path folder, Consumer<String> step) {
        this.folder = folder.toAbsolutePath().normalize();
        this.file = new LedgerFile(this.folder.resolve(FILE));
        this.step = step;
    }

    /**
     * Opens a ledger.
     *
     * @throws BadData if there is none, or a line is not as it was written
     */
    public static DeletionLedger open(Path folder) {
        return open(folder, what -> {});
    }

    static DeletionLedger open(Path folder, Consumer<String> step) {
        DeletionLedger ledger = new DeletionLedger(folder, step);
        if (ledger.state().base().isEmpty()) {
            throw new BadData(
                    folder,
                    "is no ledger of deletions: it has no " + FILE
                            + "; the first deletion begins one, with its base model");
        }
        return ledger;
    }

    /**
     * Begins a ledger for this base, or opens the one that is there. One to which nothing was added yet takes another base.
     *
     * @throws BadData if that is for another base
     */
    public static DeletionLedger begin(Path folder, Path base) {
        return begin(folder, base, what -> {});
    }

    static DeletionLedger begin(Path folder, Path base, Consumer<String> step) {
        DeletionLedger ledger = new DeletionLedger(folder, step);
        Path model = base.toAbsolutePath().normalize();
        return ledger.alone(() -> {
            DeletionState state = ledger.state();
            if (state.base().filter(model::equals).isPresent()) return ledger;
            if (!state.isUnused()) {
                throw new BadData(
                        folder,
                        "is a ledger for " + state.base().get() + ", not for " + model + ": name another folder");
            }
            if (state.base().isEmpty()) ledger.requireNothingElse();
            Map<String, Object> entry = event("base");
            entry.put("path", model.toString());
            entry.put("digest", Digest.of(model));
            ledger.append(entry);
            return ledger;
        });
    }

    /** Refuses a folder with anything that a ledger would take for its own, and delete. */
    private void requireNothingElse() {
        for (Path each : List.of(kept(), work())) {
            if (Files.exists(each)) {
                throw new BadData(
                        folder,
                        "holds " + each.getFileName() + " but no " + FILE + ": it is no ledger, name another folder");
            }
        }
    }

    /**
     * Adds what a run trained.
     *
     * @param name not used before in this ledger
     * @param run the run's folder, or that of the adapter in it
     * @throws BadData if the run has no manifest or has not ended, or was trained on another model than the base or what {@link
     *     #apply} wrote last
     */
    public void add(String name, Path run) {
        if (!name.matches("\\w[\\w.-]*")) {
            throw new BadData(
                    "deletion \"" + name + "\"",
                    "needs a name of letters, digits, points and hyphens that begins with a letter or digit");
        }
        alone(() -> {
            DeletionState state = state();
            if (state.knows(name)) throw new BadData(folder, "has a deletion " + name + " already: take another name");
            Path from = Files.exists(run.resolve(Manifest.FILE))
                    ? run
                    : run.toAbsolutePath().normalize().getParent();
            if (!Files.exists(from.resolve(Manifest.FILE))) {
                throw new BadData(
                        run,
                        "has no " + Manifest.FILE + " in it or beside it, so that nobody can say which model it was"
                                + " trained on");
            }
            Manifest manifest = Manifest.read(from);
            if (manifest.results().isEmpty()) throw new BadData(run, "is of a run that has not ended: resume it first");
            requireBase(state);
            boolean stacked = isStacked(manifest, from, state);
            Map<String, Object> entry = event("added");
            entry.putAll(keep(name, from, stacked).json());
            append(entry);
            return name;
        });
    }

    private boolean isStacked(Manifest manifest, Path run, DeletionState state) {
        String model = manifest.model().orElseThrow(() -> new BadData(run, "is no run that trained a model"));
        String digest = manifest.inputs().get(model);
        if (digest.equals(state.baseDigest())) return false;
        if (!state.applied().isEmpty() && digest.equals(state.applied())) return true;
        throw new BadData(
                run,
                "was trained on " + model + ", which is neither the base "
                        + state.base().get()
                        + " nor the model with the deletions that apply now: train it on one of them");
    }

    /** Copies weights and manifest; what of it no entry names is deleted by the next command. */
    private DeletionState.Entry keep(String name, Path run, boolean stacked) {
        Path weights = weights(run);
        String digest = Digest.of(weights);
        String files = name + "-" + UUID.randomUUID();
        String kept = run.relativize(weights).toString();
        step.accept("copy");
        AtomicFiles.writeFolder(kept().resolve(files), part -> {
            copy(weights, part.resolve(kept));
            copy(run.resolve(Manifest.FILE), part.resolve(Manifest.FILE));
        });
        return new DeletionState.Entry(name, files, kept, digest, stacked);
    }

    private static Path weights(Path run) {
        RunFolder of = RunFolder.at(run);
        return Stream.of(of.adapter(), of.lora(), run.resolve(UNET))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new BadData(run, "has neither an adapter nor a U-Net that was trained"));
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from, FileVisitOption.FOLLOW_LINKS)) {
            for (Path each : files.sorted().toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                Files.createDirectories(target.getParent());
                if (Files.isDirectory(each)) Files.createDirectories(target);
                else Files.copy(each, target);
            }
        } catch (IOException e) {
            throw new CannotWrite(to, e);
        } catch (UncheckedIOException e) {
            throw new CannotWrite(to, e.getCause());
        }
    }

    /** Names the deletions that depend on one that applies: those after it that were trained with it applied. */
    public List<String> dependents(String name) {
        List<DeletionState.Entry> all = state().applying();
        return all.subList(indexOf(name, all) + 1, all.size()).stream()
                .filter(DeletionState.Entry::stacked)
                .map(DeletionState.Entry::name)
                .toList();
    }

    private int indexOf(String name, List<DeletionState.Entry> all) {
        List<String> names = all.stream().map(DeletionState.Entry::name).toList();
        if (names.contains(name)) return names.indexOf(name);
        throw new BadData(folder, "has no deletion " + name + " that applies: there is " + names);
    }

    /**
     * Revokes a deletion. Those that depend on it are trained again, each on the base with what is left before it.
     *
     * @param composition makes the models that they are trained on
     * @param repetition trains them
     */
    public void revoke(String name, Composition composition, Repetition repetition) {
        alone(() -> {
            DeletionState state = state();
            List<DeletionState.Entry> left = new ArrayList<>(state.applying());
            int at = indexOf(name, left);
            left.remove(at);
            List<Object> repeated = new ArrayList<>();
            for (int i = at; i < left.size(); i++) {
                if (!left.get(i).stacked()) continue;
                requireBase(state);
                left.set(i, repeated(left.get(i), left.subList(0, i), state, composition, repetition));
                repeated.add(left.get(i).json());
            }
            Map<String, Object> entry = event("revoked");
            entry.put("name", name);
            entry.put("repeated", repeated);
            append(entry);
            return name;
        });
    }

    private DeletionState.Entry repeated(
            DeletionState.Entry old,
            List<DeletionState.Entry> before,
            DeletionState state,
            Composition composition,
            Repetition repetition) {
        Path base = state.base().orElseThrow();
        Path model = before.isEmpty() ? base : work().resolve(old.name() + "-model");
        step.accept("compose");
        if (!before.isEmpty()) composition.write(base, deletions(before), model);
        Path run = work().resolve(old.name());
        step.accept("repeat");
        repetition.run(Manifest.read(kept().resolve(old.files())).onModel(model), run);
        return keep(old.name(), run, !before.isEmpty());
    }

    /**
     * Writes the model with all deletions that apply, and notes its digest: what is trained on it depends on them.
     *
     * @param out not there yet
     * @throws BadData if the base, or what a run trained, is not as it was
     */
    public void apply(Path out, Composition composition) {
        if (Files.exists(out)) throw new BadData(out, "is there already, name another folder");
        alone(() -> {
            DeletionState state = state();
            requireBase(state);
            step.accept("compose");
            composition.write(state.base().orElseThrow(), deletions(state.applying()), out);
            Map<String, Object> entry = event("applied");
            entry.put("digest", Digest.of(out));
            append(entry);
            return out;
        });
    }

    /** A line for each deletion in the order in which they were added: what it was trained on, or that it was revoked. */
    public List<String> lines() {
        DeletionState state = state();
        List<String> lines = new ArrayList<>();
        List<String> before = new ArrayList<>();
        for (DeletionState.Entry each : state.applying()) {
            String on = each.stacked() ? "on the base with " + String.join(", ", before) : "on the base";
            lines.add(each.name() + ": applies, trained " + on + ", " + each.weights() + " "
                    + each.digest().substring(0, 12));
            before.add(each.name());
        }
        state.revoked().forEach(name -> lines.add(name + ": revoked"));
        return lines;
    }

    /** Names of the deletions that apply, in their order. */
    public List<String> applying() {
        return state().applying().stream().map(DeletionState.Entry::name).toList();
    }

    /** The base model's folder. */
    public Path base() {
        return state().base().orElseThrow();
    }

    private List<Deletion> deletions(List<DeletionState.Entry> entries) {
        List<Deletion> deletions = new ArrayList<>();
        for (DeletionState.Entry each : entries) {
            Path weights = kept().resolve(each.files()).resolve(each.weights());
            if (!Files.exists(weights) || !Digest.of(weights).equals(each.digest())) {
                throw new BadData(weights, "is not what was added to the ledger as " + each.name());
            }
            deletions.add(new Deletion(each.name(), weights, each.stacked()));
        }
        return deletions;
    }

    private void requireBase(DeletionState state) {
        Path base = state.base().orElseThrow();
        if (!Files.isDirectory(base)) throw new BadData(base, "is not there: it is the ledger's base model");
        if (!Digest.of(base).equals(state.baseDigest())) {
            throw new BadData(
                    base, "has changed since the ledger was begun: its deletions are for the model as it was");
        }
    }

    private DeletionState state() {
        return DeletionState.of(file.entries());
    }

    private Path kept() {
        return folder.resolve("deletions");
    }

    private Path work() {
        return folder.resolve("work");
    }

    private static Map<String, Object> event(String name) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("event", name);
        return entry;
    }

    private void append(Map<String, Object> entry) {
        step.accept("append");
        file.append(entry);
        step.accept("appended");
    }

    /**
     * Makes a change while no other process makes one; what a killed one left is cleared away first, and what this one
     * needed last.
     */
    private <T> T alone(Supplier<T> change) {
        return FolderLock.whileLocked(folder, () -> {
            clear();
            T made = change.get();
            clear();
            return made;
        });
    }

    private void clear() {
        step.accept("clear");
        DeletionState state = state();
        if (state.base().isEmpty()) return; // nothing in there is known to be a ledger's
        AtomicFiles.deleteUnfinished(folder);
        AtomicFiles.delete(work());
        if (!Files.exists(kept())) return;
        List<Path> unnamed;
        try (Stream<Path> all = Files.list(kept())) {
            unnamed = all.filter(each -> !state.owns(each.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw new CannotWrite(kept(), e);
        }
        unnamed.forEach(AtomicFiles::delete);
    }
}
