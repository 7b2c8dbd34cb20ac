package io.github.fttp.metrics.sweep;

import io.github.fttp.core.train.StopSignal;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Many workers on many cells that take no time, to see what claiming, writing and waiting cost: {@code FOLDER CELLS WORKERS}. Each
 * worker knows the folder alone, as a process of its own does.
 */
public final class SweepSimulation {
    private SweepSimulation() {}

    /** Prints the seconds, and what a cell took of them. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int cells = Integer.parseInt(args[1]);
        int workers = Integer.parseInt(args[2]);
        StubModel model = StubModel.idle(20, 20, cells / 400);
        Sweep begun = Sweep.begin(folder, SweepSettings.titled("simulation"), List.of(model));
        begun.plan();
        List<Sweep> all = new ArrayList<>();
        for (int i = 0; i < workers; i++) all.add(Sweep.open(folder));
        ExecutorService threads = Executors.newFixedThreadPool(workers);
        long since = System.nanoTime();
        long cpu = cpu();
        List<Future<?>> running = new ArrayList<>();
        for (Sweep each : all)
            running.add(threads.submit(() -> each.work(1, new StopSignal(), (trial, took, left) -> {})));
        for (Future<?> each : running) each.get();
        double seconds = (System.nanoTime() - since) * 1e-9;
        double computed = (cpu() - cpu) * 1e-9;
        threads.shutdown();
        long merging = System.nanoTime();
        begun.merge((comparison, summary) -> {});
        long results;
        try (var files = Files.list(folder.resolve("results"))) {
            results = files.count();
        }
        System.out.printf(
                Locale.ROOT,
                "%d cells by %d workers in %.1f s: %.2f ms a cell, %.2f ms of computing; merged in %.1f s%n",
                results,
                workers,
                seconds,
                1e3 * seconds / results,
                1e3 * computed / results,
                (System.nanoTime() - merging) * 1e-9);
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
