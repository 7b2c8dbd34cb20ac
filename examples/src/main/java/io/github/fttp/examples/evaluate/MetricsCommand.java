package io.github.fttp.examples.evaluate;

import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.metrics.Metrics;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists all metrics, with what each needs. */
@Command(
        name = "metrics",
        footer = "fttp metrics",
        description = "List all metrics: what each measures, its formula or source, on which data, and what it needs.")
@Under(Heading.MEASURING)
public final class MetricsCommand implements Runnable {
    @Spec
    CommandSpec command;

    @Override
    public void run() {
        PrintWriter out = command.commandLine().getOut();
        Metrics.all().forEach(metric -> out.print(metric.text()));
        out.flush();
    }
}
