package io.github.fttp.examples.compare;

import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.metrics.sweep.Allotment;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Options for what a cluster gives each task of a sweep. */
@Under(Heading.COMPUTING)
final class AllotmentOptions implements Checked {
    private static final String SHOWN = " (default: ${DEFAULT-VALUE}).";

    @Option(
            names = "--tasks",
            defaultValue = "0",
            description = "Workers, each of which goes on until all is done; 0 for a task for each cell that is planned"
                    + SHOWN)
    int tasks;

    @Option(names = "--at-once", defaultValue = "16", description = "Tasks that run at a time, at most" + SHOWN)
    int atOnce;

    @Option(
            names = "--cpus",
            defaultValue = "1",
            description = "Processors of a task: the --threads of the plan" + SHOWN)
    int cpus;

    @Option(names = "--memory", defaultValue = "16", description = "GiB of a task" + SHOWN)
    int memory;

    @Option(names = "--gpus", defaultValue = "0", description = "GPUs of a task, for --engine cuda" + SHOWN)
    int gpus;

    @Option(names = "--hours", defaultValue = "24", description = "Hours of a task, which goes on later" + SHOWN)
    int hours;

    @Option(
            names = "--launch",
            defaultValue = "fttp",
            paramLabel = "WORDS",
            description = "How the machines start these commands" + SHOWN)
    String launch;

    @Override
    public void check(Given given) {
        given.atLeast(0, "--tasks", "--gpus");
        given.atLeast(1, "--at-once", "--cpus", "--memory", "--hours");
    }

    Allotment of(Path folder) {
        return new Allotment(folder, List.of(launch.split(" +")), tasks, atOnce, cpus, memory, gpus, hours);
    }
}
