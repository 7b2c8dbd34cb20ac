package io.github.fttp.examples.provenance;

import io.github.fttp.core.train.RunDifferences;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import java.nio.file.Path;
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
    @Parameters(index = "0", paramLabel = "A", description = "Folder, manifest or file of measurements of a run.")
    Path first;

    @Parameters(index = "1", paramLabel = "B", description = "Likewise of another.")
    Path second;

    @Option(names = "--all", description = "Show what is the same as well, behind what differs (*).")
    boolean all;

    @Spec
    CommandSpec command;

    @Override
    public void run() {
        command.commandLine().getOut().print(RunDifferences.of(first, second).text(all));
        command.commandLine().getOut().flush();
    }
}
