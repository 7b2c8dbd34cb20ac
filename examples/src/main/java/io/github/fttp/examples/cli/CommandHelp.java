package io.github.fttp.examples.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code help COMMAND}, for those who try that first. */
@Command(name = "help", description = "Show the help of a command.", footer = "fttp help forget-llava")
public final class CommandHelp implements Runnable {
    @Parameters(
            arity = "0..2",
            paramLabel = "COMMAND",
            description = "Its name (default: none, which lists all commands).")
    List<String> names = List.of();

    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        CommandLine shown = spec.parent().commandLine();
        for (String name : names) {
            CommandLine within = shown;
            shown = within.getSubcommands().get(name);
            if (shown == null) throw WrongUsage.noSuchCommand(within, name);
        }
        shown.usage(spec.commandLine().getOut());
    }
}
