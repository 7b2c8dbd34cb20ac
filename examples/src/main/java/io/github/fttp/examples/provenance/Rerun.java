package io.github.fttp.examples.provenance;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.train.Manifest;
import io.github.fttp.core.train.RunDifferences;
import io.github.fttp.examples.cli.Checked;
import io.github.fttp.examples.cli.Given;
import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import io.github.fttp.metrics.sweep.Sweep;
import java.nio.file.Path;
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
            "Run again what a manifest describes, or a cell of a comparison, and compare what it makes bit by bit.",
            "Refused where weights, data, engine or number of threads differ; exit status 1 where bits do."
        })
@Under(Heading.RESULTS)
public final class Rerun implements Callable<Integer>, Checked {
    @Parameters(
            paramLabel = "MANIFEST",
            description =
                    "A manifest.json, the folder or file that it is of, or a cell: results/ID.json of a comparison.")
    Path manifest;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description =
                    "Folder or file to write (default: beside it, NAME-rerun; none for a cell, which leaves nothing).")
    Path out;

    @Spec
    CommandSpec command;

    @Override
    public void check(Given given) {
        given.ineffective(
                Sweep.isResult(manifest),
                "with a cell of a comparison",
                "what it makes again is compared, not kept",
                "--out");
    }

    @Override
    public Integer call() {
        CommandLine line = command.commandLine();
        if (Sweep.isResult(manifest)) {
            boolean same = Sweep.repeat(manifest, warning -> line.getErr().println("warning: " + warning));
            return say(same ? List.of() : List.of("outcome"), "outcome");
        }
        Manifest was = Manifest.read(manifest);
        if (!was.command().isEmpty() && was.results().isEmpty())
            throw new BadData(manifest, "is of a run that has not ended");
        Path to = out != null ? out : beside();
        int status = Reruns.run(was, to, line.getParent());
        if (status != 0) return status;
        Manifest is = Manifest.read(to);
        RunDifferences.of(was.settings(), is.settings()).differing().forEach(each -> line.getErr()
                .println("warning: " + each.name() + " was " + each.first() + ", now " + each.second()));
        return say(was.otherThan(is), String.join(", ", was.results().keySet()));
    }

    private int say(List<String> others, String all) {
        String found = others.isEmpty() ? "the same bits: " + all : "other bits: " + String.join(", ", others);
        command.commandLine().getOut().println(found);
        command.commandLine().getOut().flush();
        return others.isEmpty() ? 0 : 1;
    }

    private Path beside() {
        Path absolute = manifest.toAbsolutePath().normalize();
        Path made = absolute.endsWith(Manifest.FILE) ? absolute.getParent() : absolute;
        return made.resolveSibling(made.getFileName().toString().replace("." + Manifest.FILE, "") + "-rerun");
    }
}
