package io.github.fttp.metrics.spark;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.InputException;
import io.github.fttp.core.train.StopSignal;
import io.github.fttp.metrics.sweep.Cluster;
import io.github.fttp.metrics.sweep.Progress;
import io.github.fttp.metrics.sweep.Sweep;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkFiles;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Apache Spark: a task for each cell. The cells are claimed and their results written in the folder of the sweep, as other workers
 * do, which may work on it at the same time. An executor keeps its models open from task to task.
 *
 * <p>What a cell throws is tried again and stands in the report; Spark tries again where an executor was lost, and the last time
 * the cell is given up.
 */
public final class SparkCluster implements Cluster {
    private static final String MASTER = "spark.master";
    private static final String TRIES = "spark.task.maxFailures";

    @Override
    public void run(Path folder, String master, boolean shipModels, Progress progress) {
        Path dir = folder.toAbsolutePath().normalize();
        Sweep sweep = Sweep.open(dir);
        SparkConf conf = new SparkConf()
                .setAppName("fttp sweep " + dir.getFileName())
                .setIfMissing(MASTER, master)
                .setIfMissing(TRIES, "4")
                .setIfMissing("spark.task.cpus", String.valueOf(sweep.threads()))
                .setIfMissing("spark.ui.showConsoleProgress", "true")
                // Two that run one cell would wait for each other.
                .set("spark.speculation", "false");
        // In this process there is nobody to lose.
        if (conf.get(MASTER).startsWith("local")) conf.set(TRIES, "1");
        List<Path> models = shipModels ? sweep.models() : List.of();
        try (JavaSparkContext context = new JavaSparkContext(conf)) {
            models.forEach(model -> context.addFile(model.toString(), true));
            List<String> shipped = models.stream().map(Path::toString).toList();
            Told told = new Told(progress);
            context.sc().addSparkListener(told);
            for (Sweep.Planned planned = sweep.plan(); !planned.open().isEmpty(); planned = sweep.plan()) {
                told.round(sweep, planned.open());
                run(context, dir.toString(), shipped, conf.getInt(TRIES, 1), planned.open());
            }
        } finally {
            Sessions.close();
        }
    }

    private static void run(
            JavaSparkContext context, String dir, List<String> shipped, int tries, List<Integer> cells) {
        List<String> faults = context.parallelize(cells, cells.size())
                .map(cell -> runs(dir, List.copyOf(shipped), cell, tries))
                .filter(fault -> !fault.isEmpty())
                .collect();
        if (!faults.isEmpty()) throw new BadData("on " + faults.size() + " executors' tasks", faults.get(0));
    }

    /** On an executor: what it cannot read or write, in words; empty if all went well. */
    private static String runs(String dir, List<String> shipped, int cell, int tries) {
        int lost = TaskContext.get().attemptNumber();
        try {
            if (lost > 0 && lost >= tries - 1) {
                // An executor was lost, or its machine failed; which, Spark's log says.
                Sessions.open(dir, shipped).giveUp(cell, "given up: " + lost + " tasks of Spark for it ended without a result");
            } else {
                Sessions.run(dir, shipped, cell);
            }
            return "";
        } catch (InputException e) {
            return e.getMessage();
        }
    }

    /** Sessions of an executor, or of this process where it is one. */
    private static final class Sessions {
        private static final ConcurrentLinkedQueue<Sweep.Session> IDLE = new ConcurrentLinkedQueue<>();

        private Sessions() {}

        static Sweep open(String dir, List<String> shipped) {
            return Sweep.open(
                    Path.of(dir),
                    model -> shipped.contains(model.toString())
                            ? Path.of(SparkFiles.get(model.getFileName().toString()))
                            : model);
        }

        static void run(String dir, List<String> shipped, int cell) {
            Sweep.Session session = IDLE.poll();
            if (session == null) session = open(dir, shipped).session(new StopSignal(), (trial, seconds, left) -> {});
            try {
                session.run(cell);
            } catch (RuntimeException | Error e) {
                session.close();
                throw e;
            }
            IDLE.add(session);
        }

        static void close() {
            for (Sweep.Session each = IDLE.poll(); each != null; each = IDLE.poll()) each.close();
        }
    }

    /** Tells of tasks that end. */
    private static final class Told extends SparkListener {
        private final Progress progress;
        private final List<Integer> cells = new ArrayList<>();
        private final AtomicInteger left = new AtomicInteger();
        private Sweep sweep;

        Told(Progress progress) {
            this.progress = progress;
        }

        synchronized void round(Sweep of, List<Integer> open) {
            sweep = of;
            cells.clear();
            cells.addAll(open);
            left.set(open.size());
        }

        @Override
        public synchronized void onTaskEnd(SparkListenerTaskEnd end) {
            if (!end.taskInfo().successful()) return;
            progress.done(
                    sweep.trial(cells.get(end.taskInfo().index())),
                    end.taskInfo().duration() * 1e-3,
                    left.decrementAndGet());
        }
    }
}
