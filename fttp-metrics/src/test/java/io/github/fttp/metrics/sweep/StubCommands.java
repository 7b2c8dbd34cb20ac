package io.github.fttp.metrics.sweep;

import io.github.fttp.core.train.Interrupt;
import java.nio.file.Path;
import java.util.List;

/** Sweeps of a stub by words as the commands have them, for processes to be killed: {@code sweep plan|run|merge --dir DIR}. */
public final class StubCommands {
    private static final int STEPS = 150;

    private StubCommands() {}

    /** Does what the words ask for. */
    public static void main(String[] args) {
        Path folder = Path.of(args[3]);
        try (Interrupt interrupt = new Interrupt()) {
            switch (args[1]) {
                case "plan" ->
                    Sweep.begin(folder, SweepSettings.titled("stubs"), List.of(StubModel.training(STEPS, 3, folder)))
                            .plan();
                case "run" -> Sweep.open(folder).work(1, interrupt.signal(), new TimeLeft(System.out::println));
                case "merge" -> Sweep.open(folder).merge((comparison, summary) -> {});
                default -> throw new IllegalArgumentException(args[1]);
            }
        }
    }
}
