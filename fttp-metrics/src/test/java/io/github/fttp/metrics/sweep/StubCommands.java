package io.github.fttp.metrics.sweep;

import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.InputException;
import io.github.fttp.core.train.Interrupt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sweeps of a stub by words as the commands have them, for processes to be killed: {@code sweep plan|run|merge --dir DIR}, {@code
 * compare --jobs N --out DIR}. With {@code --dies FILE} the first process that has done some steps makes that file
 * and dies, with {@code --room BYTES} no file that it writes can be longer.
 */
public final class StubCommands {
    private static final int STEPS = 150;
    private static final int DEAD = 137;
    /** The cells of the process that dies; fewer than half of those of any sweep, so that one of two workers does as many. */
    private static final int LIVES = 9;

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
        AtomicInteger steps = new AtomicInteger();
        StubEnvironment.stepped = trial -> {
            int step = steps.incrementAndGet();
            if (words.contains("--dies") && step == LIVES && isMade(Path.of(after("--dies", words))))
                Runtime.getRuntime().halt(DEAD);
            // Not before: libraries unpack what is longer.
            if (words.contains("--room") && step == 1) limit(number("--room", words));
        };
        TimeLeft progress = new TimeLeft(System.out::println);
        switch (words.get(words.get(0).equals("sweep") ? 1 : 0)) {
            case "plan" -> begin(folder(words)).plan();
            case "run" -> Sweep.open(folder(words)).work(1, interrupt.signal(), progress);
            case "merge" -> Sweep.open(folder(words)).merge((comparison, summary) -> {});
            case "compare" -> {
                Sweep sweep = begin(Path.of(after("--out", words)));
                Launcher launcher = Launcher.java(StubCommands.class, "sweep", "run", "--worker", "--dir");
                if (sweep.work(number("--jobs", words), launcher, interrupt.signal(), progress))
                    sweep.merge((comparison, summary) -> {});
            }
            default -> throw new IllegalArgumentException(words.toString());
        }
    }

    /** Whether a file was made now, and by no other process before. */
    private static boolean isMade(Path file) {
        try {
            return file.toFile().createNewFile();
        } catch (IOException e) {
            throw new CannotWrite(file, e);
        }
    }

    private static int number(String option, List<String> words) {
        return Integer.parseInt(after(option, words));
    }

    private static void limit(int bytes) {
        String self = String.valueOf(ProcessHandle.current().pid());
        try {
            new ProcessBuilder("prlimit", "--pid", self, "--fsize=" + bytes + ":")
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
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
