package io.github.fttp.examples;

import io.github.fttp.examples.cli.Heading;
import io.github.fttp.examples.cli.Under;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** A command that {@link ByModel} turns into another one. */
abstract class OfAnyFamily implements Callable<Integer> {
    @Under(Heading.MODEL)
    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Folder of the model.")
    Path model;

    @Unmatched
    List<String> others = new ArrayList<>();

    @Spec
    CommandSpec command;

    @Override
    public Integer call() {
        List<String> arguments = new ArrayList<>(List.of(command.name(), "--model", model.toString()));
        arguments.addAll(others);
        CommandLine all = command.commandLine().getParent();
        return all.execute(ByModel.routed(arguments.toArray(String[]::new), all));
    }
}
