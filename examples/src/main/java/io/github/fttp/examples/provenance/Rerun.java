package io.github.fttp.examples.provenance;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.train.Manifest;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs again what a manifest describes, and says whether it came to the same bits. */
@Command(
        name = "rerun",
        footer = "fttp rerun without-mira --out without-mira-again",
        description = {
            "Run again what a manifest describes, and compare what it makes bit by bit.",
            "Refused where weights, data, engine or number of threads differ; exit status 1 where bits do."
        })
@Under(Heading.RESULTS)
public final class Rerun implements Callable<Integer> {
    @Parameters(paramLabel = "MANIFEST", description = "A manifest.json, or the folder or file that it is of.")
    Path manifest;

    @Option(names = "--out", paramLabel = "DIR", description = "Where to (default: beside it, NAME-rerun).")
    Path out;

    @Spec
    CommandSpec command;

    @Override
    public Integer call() {
        Manifest was = Manifest.read(manifest);
        if (was.command().isEmpty()) throw new BadData(manifest, "was written by a program: run that again");
        if (was.results().isEmpty()) throw new BadData(manifest, "is of a run that has not ended");
        CommandLine line = command.commandLine();
        was.requireRepeatable(warning -> line.getErr().println("warning: " + warning));
        Path to = out != null ? out : beside();
        CommandLine all = line.getParent();
        int status = all.execute(arguments(was, to, all).toArray(String[]::new));
        if (status != 0) return status;
        List<String> others = was.otherThan(Manifest.read(to));
        line.getOut()
                .println(
                        others.isEmpty()
                                ? "the same bits: "
                                        + String.join(", ", was.results().keySet())
                                : "other bits: " + String.join(", ", others));
        line.getOut().flush();
        return others.isEmpty() ? 0 : 1;
    }

    private Path beside() {
        Path absolute = manifest.toAbsolutePath().normalize();
        Path made = absolute.endsWith(Manifest.FILE) ? absolute.getParent() : absolute;
        return made.resolveSibling(made.getFileName().toString().replace("." + Manifest.FILE, "") + "-rerun");
    }

    /** The command with the engine that computed, whatever is the best one here. */
    private static List<String> arguments(Manifest was, Path out, CommandLine all) {
        List<String> arguments = new ArrayList<>(was.command());
        boolean engine =
                all.getSubcommands().get(arguments.get(0)).getCommandSpec().findOption("--engine") != null;
        if (engine && !arguments.contains("--engine")) {
            arguments.addAll(List.of("--engine", was.platform().engine().replaceFirst(",.*", "")));
        }
        arguments.addAll(List.of("--out", out.toString()));
        return arguments;
    }
}
