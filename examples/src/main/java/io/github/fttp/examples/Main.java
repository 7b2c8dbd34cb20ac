package io.github.fttp.examples;

import io.github.fttp.core.io.Refusal;
import io.github.fttp.examples.compare.CompareCommand;
import io.github.fttp.examples.compare.EvaluateCommand;
import io.github.fttp.examples.compare.EvaluateSd;
import io.github.fttp.examples.compare.Quickstart;
import io.github.fttp.examples.forget.EditSd;
import io.github.fttp.examples.forget.ForgetLlava;
import io.github.fttp.examples.forget.ForgetSd;
import io.github.fttp.examples.picture.GenerateSd;
import io.github.fttp.examples.teach.TeachJudge;
import io.github.fttp.examples.teach.TeachLlava;
import io.github.fttp.examples.teach.TeachSd;
import io.github.fttp.examples.world.MakeWorld;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** All commands. Exit status: 0 done, 1 a check found something off, 2 the input cannot be used (one message says why). */
@Command(
        name = "fttp",
        description = "Concept unlearning in multimodal generative models.",
        mixinStandardHelpOptions = true,
        subcommands = {
            Quickstart.class,
            CompareCommand.class,
            EditSd.class,
            EvaluateCommand.class,
            EvaluateSd.class,
            ForgetLlava.class,
            ForgetSd.class,
            GenerateLlava.class,
            GenerateSd.class,
            ShowMasks.class,
            MakeWorld.class,
            TeachJudge.class,
            TeachLlava.class,
            TeachSd.class,
            Verify.class
        })
public final class Main {
    @Option(
            names = "--stacktrace",
            scope = CommandLine.ScopeType.INHERIT,
            description = "Show where a refusal came from.")
    boolean stacktrace;

    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** The command line; executing it returns the exit status. */
    static CommandLine commandLine() {
        Main main = new Main();
        return new CommandLine(main)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((fault, args) -> {
                    CommandLine line = fault.getCommandLine();
                    say(
                            line,
                            fault.getMessage() + " (see "
                                    + line.getCommandSpec().qualifiedName() + " --help)");
                    return 2;
                })
                .setExecutionExceptionHandler((fault, line, result) -> {
                    boolean known = fault instanceof Refusal || fault instanceof IllegalArgumentException;
                    if (!known || main.stacktrace) throw fault;
                    say(line, fault.getMessage());
                    return 2;
                });
    }

    private static void say(CommandLine line, String message) {
        line.getErr().println(line.getColorScheme().errorText(message));
    }
}
