package io.github.fttp.examples.compare;

import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.metrics.sweep.Sweep;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes of a comparison what is published. */
@Command(
        name = "results",
        footer = "fttp results --from comparison --out docs/results",
        sortOptions = false,
        description =
                "Write what is published of a comparison that is done: report, tables, measurements, the short form for a README file,"
                        + " settings and manifest.")
@Under(Heading.RESULTS)
public final class ResultsCommand implements Runnable {
    @Option(names = "--from", required = true, paramLabel = "DIR", description = "Folder of compare or sweep.")
    Path from;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder to write into.")
    Path out;

    @Override
    public void run() {
        Sweep.open(from).publish(out);
        System.out.println(out.toAbsolutePath());
    }
}
