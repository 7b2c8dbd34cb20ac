package io.github.fttp.examples.evaluate;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.train.Platform;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Invocations;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.metrics.report.EvaluationReport;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The metrics to take, and where they are written. */
@Under(Heading.RESULTS)
final class MeasuringOptions {
    @Under(Heading.MEASURING)
    @Option(
            names = "--metric",
            paramLabel = "NAME",
            description = "A metric to take, as metrics lists it; may be repeated (default: all whose needs are met).")
    List<String> metrics = List.of();

    @Option(names = "--out", paramLabel = "FILE", description = "File to write the measurements to, as JSON.")
    Path out;

    @Option(names = "--report", paramLabel = "FILE", description = "File to write a page to, for people.")
    Path report;

    /** Refuses files that can't be written, before anything is measured. */
    void requireWritable() {
        if (out != null) AtomicFiles.requireWritable(out);
        if (report != null) AtomicFiles.requireWritable(report);
    }

    /**
     * Prints what was measured, and writes it where these options say, its manifest beside it.
     *
     * @param read files and folders that the command reads beside those that its options name
     */
    void write(EvaluationReport measured, CommandSpec command, Engine engine, Path... read) {
        System.out.print(measured.lines());
        if (out != null) {
            Json.write(out, measured.json());
            Invocations.manifest(command, Platform.of(engine), read).writeBeside(out);
        }
        if (report != null) measured.write(report);
    }
}
