package io.github.fttp.examples.provenance;

import io.github.fttp.core.train.RunDifferences;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.metrics.sweep.Sweep;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows settings and figures of two runs side by side. */
@Command(
        name = "diff-runs",
        footer = "fttp diff-runs without-mira without-mira-again",
        description = "Show what differs between two runs, side by side: settings, inputs, platform and figures.")
@Under(Heading.RESULTS)
public final class DiffRuns implements Runnable {
    @Parameters(
            index = "0",
            paramLabel = "A",
            description =
                    "Folder, manifest or file of measurements of a run or a comparison, or a cell of one: results/ID.json.")
    Path first;

    @Parameters(index = "1", paramLabel = "B", description = "Likewise of another.")
    Path second;

    @Option(names = "--all", description = "Show what is the same as well, behind what differs (*).")
    boolean all;

    @Spec
    CommandSpec command;

    @Override
    public void run() {
        command.commandLine()
                .getOut()
                .print(RunDifferences.of(read(first), read(second)).text(all));
        command.commandLine().getOut().flush();
    }

    private static Map<String, String> read(Path run) {
        return Sweep.isResult(run) ? Sweep.describe(run) : RunDifferences.read(run);
    }
}
