package io.github.fttp.examples.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code help COMMAND}, for those who try that first. */
@Command(name = "help", description = "Show the help of a command.", footer = "fttp help forget-llava")
public final class CommandHelp implements Runnable {
    @Parameters(
            arity = "0..1",
            paramLabel = "COMMAND",
            description = "Its name (default: none, which lists all commands).")
    String name;

    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        CommandLine all = spec.parent().commandLine();
        CommandLine shown = name == null ? all : all.getSubcommands().get(name);
        if (shown == null) throw WrongUsage.noSuchCommand(all, name);
        shown.usage(spec.commandLine().getOut());
    }
}
