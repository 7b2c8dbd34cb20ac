package io.github.fttp.examples.evaluate;

import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Requirement;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.image.ImageObservation;
import io.github.fttp.metrics.text.TextObservation;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists all metrics, with what each needs. */
@Command(
        name = "metrics",
        footer = "fttp metrics",
        description = "List all metrics: what each measures, its formula or source, on which data, and what it needs.")
@Under(Heading.MEASURING)
public final class MetricsCommand implements Callable<Integer> {
    private static final Map<Class<?>, String> KINDS =
            Map.of(TextObservation.class, "text", ImageObservation.class, "images");

    @Spec
    CommandSpec command;

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        for (Metric<?> metric : Metrics.all()) {
            out.println(metric.name() + " ("
                    + KINDS.getOrDefault(metric.observes(), metric.observes().getSimpleName()) + ")");
            out.println("    " + metric.description());
            if (!metric.source().isEmpty()) out.println("    formula or source: " + metric.source());
            out.println("    on: "
                    + metric.roles().stream().sorted().map(MetricsCommand::word).collect(Collectors.joining(", ")));
            out.println("    needs: "
                    + metric.needs().stream().sorted().map(Requirement::text).collect(Collectors.joining("; ")));
        }
        out.flush();
        return 0;
    }

    private static String word(Role role) {
        return role == Role.OVERALL ? "all sets together" : role.name().toLowerCase(Locale.ROOT);
    }
}
