package io.github.fttp.examples.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints what makes bash and zsh complete commands and options. */
@Command(
        name = "completion",
        description = {
            "Print a script that makes bash and zsh complete commands, options and their values.",
            "It completes the name fttp: alias fttp=\"java -jar examples/target/fttp-examples.jar\"; source <(fttp completion)"
        },
        footer = "fttp completion")
public final class Completion implements Runnable {
    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        CommandLine all = spec.parent().commandLine();
        spec.commandLine().getOut().print(AutoComplete.bash(all.getCommandName(), all));
        spec.commandLine().getOut().flush();
    }
}
