package io.github.fttp.examples;

import io.github.fttp.core.io.InputException;
import io.github.fttp.core.tensor.MemoryExhausted;
import io.github.fttp.core.text.VisibleText;
import io.github.fttp.examples.cli.CommandHelp;
import io.github.fttp.examples.cli.Commands;
import io.github.fttp.examples.cli.Completion;
import io.github.fttp.examples.compare.CompareCommand;
import io.github.fttp.examples.compare.Quickstart;
import io.github.fttp.examples.compare.ResultsCommand;
import io.github.fttp.examples.compare.SweepCommand;
import io.github.fttp.examples.conceptworld.MakeWorld;
import io.github.fttp.examples.conceptworld.PretrainJudge;
import io.github.fttp.examples.conceptworld.PretrainLlava;
import io.github.fttp.examples.conceptworld.PretrainSd;
import io.github.fttp.examples.conceptworld.Pretrained;
import io.github.fttp.examples.evaluate.BenchmarkCommand;
import io.github.fttp.examples.evaluate.EvaluateCommand;
import io.github.fttp.examples.evaluate.EvaluateSd;
import io.github.fttp.examples.evaluate.MetricsCommand;
import io.github.fttp.examples.forget.EditSd;
import io.github.fttp.examples.forget.ForgetLlava;
import io.github.fttp.examples.forget.ForgetSd;
import io.github.fttp.examples.generate.GenerateLlava;
import io.github.fttp.examples.generate.GenerateSd;
import io.github.fttp.examples.provenance.DiffRuns;
import io.github.fttp.examples.provenance.LedgerCommand;
import io.github.fttp.examples.provenance.Rerun;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * All commands. Exit status: 0 done, 1 a check found something off, 2 the input cannot be used (one message says why), 130 stopped
 * and can go on; where the system stops it, the virtual machine makes it 143.
 */
@Command(
        name = "fttp",
        description = "Concept unlearning in multimodal generative models.",
        footer = "fttp quickstart --out quickstart",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done",
            "1:a check found something off",
            "2:what it was given cannot be used",
            "130:stopped by Ctrl-C, and can go on (143: by the system)"
        },
        subcommands = {
            Quickstart.class,
            BenchmarkCommand.class,
            CompareCommand.class,
            SweepCommand.class,
            EditSd.class,
            EvaluateCommand.class,
            EvaluateSd.class,
            Forget.class,
            ForgetLlava.class,
            ForgetSd.class,
            Generate.class,
            GenerateLlava.class,
            GenerateSd.class,
            ListMethods.class,
            ShowMasks.class,
            Convert.class,
            MetricsCommand.class,
            MakeWorld.class,
            Pretrained.class,
            PretrainJudge.class,
            PretrainLlava.class,
            PretrainSd.class,
            DiffRuns.class,
            LedgerCommand.class,
            Rerun.class,
            ResultsCommand.class,
            Verify.class,
            CommandHelp.class,
            Completion.class
        })
public final class Main {
    @Option(
            names = "--stacktrace",
            scope = CommandLine.ScopeType.INHERIT,
            description = "Show where an error came from.")
    boolean stacktrace;

    private Main() {}

    public static void main(String[] args) {
        System.exit(execute(args));
    }

    /** Runs a command and returns its exit status. */
    static int execute(String... args) {
        CommandLine line = commandLine();
        try {
            return line.execute(ByModel.routed(args, line));
        } catch (InputException | IllegalArgumentException e) {
            return refused(line, e);
        }
    }

    private static int refused(CommandLine line, Exception fault) {
        line.getErr().println(line.getColorScheme().errorText(VisibleText.of(String.valueOf(fault.getMessage()))));
        return 2;
    }

    /** The command line; executing it returns the exit status. */
    static CommandLine commandLine() {
        Main main = new Main();
        return Commands.of(main).setExecutionExceptionHandler((fault, line, result) -> {
            boolean known = fault instanceof InputException
                    || fault instanceof IllegalArgumentException
                    || fault instanceof MemoryExhausted;
            if (!known || main.stacktrace) throw fault;
            return refused(line, fault);
        });
    }
}
