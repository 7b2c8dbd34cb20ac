package io.github.fttp.examples.compare;

import io.github.fttp.core.train.Interrupt;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.examples.progress.ConsoleProgress;
import io.github.fttp.metrics.sweep.Cluster;
import io.github.fttp.metrics.sweep.Sweep;
import io.github.fttp.metrics.sweep.TimeLeft;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A comparison in parts that any number of processes run, on one machine or on a cluster. */
@Command(
        name = "sweep",
        footer = "fttp sweep plan --dir sweep --modality text",
        description = "Run a comparison on a cluster: plan it as cells, run them anywhere, merge what comes of them.",
        subcommands = {
            SweepCommand.Plan.class,
            SweepCommand.Run.class,
            SweepCommand.Merge.class,
            SweepCommand.Slurm.class,
            SweepCommand.K8s.class,
            SweepCommand.Spark.class
        })
public final class SweepCommand {
    /** A command on the folder of a sweep. */
    @Under(Heading.RESULTS)
    abstract static class InFolder implements Callable<Integer> {
        @Option(names = "--dir", required = true, paramLabel = "DIR", description = "Folder that all machines see.")
        Path dir;
    }

    @Command(
            name = "plan",
            footer = "fttp sweep plan --dir sweep --task task.json --model llava",
            description = {
                "Write what is to be run, as far as it is known, to cells.jsonl; workers plan the rest.",
                "With --dir alone it goes on with what was planned there.",
                "Fewer --concepts, --seeds and --methods make it smaller; in a --task also a smaller budget, fewer rates,"
                        + " scales and trials, no attacks."
            })
    static final class Plan extends InFolder implements Checked {
        /** Options that say nothing of what is planned. */
        private static final Set<String> BESIDE = Set.of("--dir", "--stacktrace");

        @Mixin
        ComparisonOptions comparison;

        @Under(Heading.COMPUTING)
        @Option(
                names = "--threads",
                defaultValue = "1",
                description = "Threads of each worker; results depend on it (default: ${DEFAULT-VALUE}).")
        int threads;

        @Spec
        CommandSpec command;

        @Override
        public void check(Given given) {
            given.atLeast(1, "--threads");
        }

        @Override
        public Integer call() {
            boolean anew = command.commandLine().getParseResult().matchedOptions().stream()
                    .anyMatch(each -> !BESIDE.contains(each.longestName()));
            Sweep.Planned planned = (anew ? comparison.begin(dir, threads) : Sweep.open(dir)).plan();
            System.out.println(planned.cells() + " cells, " + planned.open().size() + " to be run");
            return 0;
        }
    }

    @Command(
            name = "run",
            footer = "fttp sweep run --dir sweep --worker",
            description =
                    "Run one cell, or whatever is left to do; stopped, it leaves a checkpoint to be gone on with.")
    static final class Run extends InFolder {
        @ArgGroup(multiplicity = "1")
        Which which;

        @Under(Heading.DATA)
        static final class Which {
            @Option(names = "--worker", description = "Run one cell after the other until all are done.")
            boolean worker;

            @Option(names = "--index", description = "Run this line of cells.jsonl, from 0.")
            Integer index;
        }

        @Override
        public Integer call() {
            Sweep sweep = Sweep.open(dir);
            TimeLeft progress = new TimeLeft(System.out::println);
            try (Interrupt interrupt = new Interrupt()) {
                boolean done = which.worker
                        ? sweep.work(1, interrupt.signal(), progress)
                        : sweep.run(which.index, interrupt.signal(), progress);
                return done ? 0 : ConsoleProgress.STOPPED;
            }
        }
    }

    @Command(
            name = "merge",
            footer = "fttp sweep merge --dir sweep",
            description = "Make tables and report of all results.")
    static final class Merge extends InFolder {
        @Override
        public Integer call() {
            CompareCommand.merge(Sweep.open(dir), dir);
            return 0;
        }
    }

    /** A command that prints or submits work for a cluster. */
    abstract static class OnCluster extends InFolder {
        @Mixin
        AllotmentOptions allotment;
    }

    @Command(
            name = "slurm",
            footer = "fttp sweep slurm --dir sweep --tasks 16",
            description = "Print a script for sbatch: an array job that runs what is planned.")
    static final class Slurm extends OnCluster {
        @Override
        public Integer call() {
            System.out.print(allotment.of(dir).slurm(Sweep.planned(dir).open()));
            return 0;
        }
    }

    @Command(
            name = "k8s",
            footer = "fttp sweep k8s --dir /sweep --tasks 16 --image fttp:1 --claim sweep",
            description = "Print an indexed Job of Kubernetes that runs what is planned.")
    static final class K8s extends OnCluster {
        @Under(Heading.COMPUTING)
        @Option(names = "--image", required = true, paramLabel = "NAME", description = "Container with the commands.")
        String image;

        @Under(Heading.COMPUTING)
        @Option(
                names = "--claim",
                required = true,
                paramLabel = "NAME",
                description = "Volume claim that holds --dir, at the same path.")
        String claim;

        @Override
        public Integer call() {
            System.out.print(allotment.of(dir).kubernetes(Sweep.planned(dir).cells(), image, claim));
            return 0;
        }
    }

    @Command(
            name = "spark",
            footer = "fttp sweep spark --dir sweep --master local[2]",
            description = "Run all that is left on Apache Spark, in a build with it (mvn -Pspark package).")
    static final class Spark extends InFolder {
        @Under(Heading.COMPUTING)
        @Option(
                names = "--master",
                defaultValue = "local[2]",
                paramLabel = "URL",
                description = "Spark's master, where spark-submit names none (default: ${DEFAULT-VALUE}).")
        String master;

        @Under(Heading.COMPUTING)
        @Option(
                names = "--ship-models",
                description = "Send each model to each executor once, to be read from its own disk.")
        boolean shipModels;

        @Override
        public Integer call() {
            Cluster.spark().run(dir, master, shipModels, new TimeLeft(System.out::println));
            return 0;
        }
    }
}
