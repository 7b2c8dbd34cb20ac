package io.github.fttp.metrics.sweep;

import io.github.fttp.core.io.InputException;
import io.github.fttp.core.train.Interrupt;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sweeps of a stub by words as the commands have them, for processes to be killed: {@code sweep plan|run|merge --dir DIR}; {@code
 * compare --out DIR} works in two of them. With {@code --lives N} a process dies after so many steps.
 */
public final class StubCommands {
    private static final int STEPS = 150;
    private static final int DEAD = 137;

    private StubCommands() {}

    /** Does what the words ask for. */
    public static void main(String[] args) {
        List<String> words = List.of(args);
        try (Interrupt interrupt = new Interrupt()) {
            run(words, interrupt);
        } catch (InputException e) {
            System.err.println(e.getMessage());
            System.exit(Launcher.REFUSED);
        }
    }

    private static void run(List<String> words, Interrupt interrupt) {
        if (words.contains("--lives")) {
            AtomicInteger lives = new AtomicInteger(Integer.parseInt(after("--lives", words)));
            StubEnvironment.stepped = trial -> {
                if (lives.decrementAndGet() == 0) Runtime.getRuntime().halt(DEAD);
            };
        }
        TimeLeft progress = new TimeLeft(System.out::println);
        switch (words.get(words.get(0).equals("sweep") ? 1 : 0)) {
            case "plan" -> begin(folder(words)).plan();
            case "run" -> Sweep.open(folder(words)).work(1, interrupt.signal(), progress);
            case "merge" -> Sweep.open(folder(words)).merge((comparison, summary) -> {});
            case "compare" -> {
                Sweep sweep = begin(Path.of(after("--out", words)));
                Launcher launcher = Launcher.java(StubCommands.class, "sweep", "run", "--worker", "--dir");
                if (sweep.work(2, launcher, interrupt.signal(), progress)) sweep.merge((comparison, summary) -> {});
            }
            default -> throw new IllegalArgumentException(words.toString());
        }
    }

    private static Path folder(List<String> words) {
        return Path.of(after("--dir", words));
    }

    private static String after(String option, List<String> words) {
        return words.get(words.indexOf(option) + 1);
    }

    private static Sweep begin(Path folder) {
        return Sweep.begin(folder, SweepSettings.titled("stubs"), List.of(StubModel.training(STEPS, 3, folder)));
    }
}
