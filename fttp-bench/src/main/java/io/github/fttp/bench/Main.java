package io.github.fttp.bench;

import io.github.fttp.core.io.InputException;
import io.github.fttp.core.tensor.MemoryExhausted;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** All commands. Exit status: 0 done, 2 the input cannot be used (one message says why). */
@Command(
        name = "fttp-bench",
        description = "Timings. The single benchmarks run by JMH's own main: java -cp JAR org.openjdk.jmh.Main.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        footer = {"", "Example:", "  fttp-bench step llava-small --steps 20"},
        subcommands = {StepCommand.class, CompareCommand.class, CommandLine.HelpCommand.class})
public final class Main {
    private Main() {}

    /** The version that the jar's manifest names; classes outside of a jar have none. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"fttp-bench " + (version == null ? "(not packaged)" : version)};
        }
    }

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs a command line and returns its exit status. */
    static int run(String... args) {
        return new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((fault, line, result) -> {
                    boolean known = fault instanceof InputException
                            || fault instanceof IllegalArgumentException
                            || fault instanceof MemoryExhausted;
                    if (!known) throw fault;
                    line.getErr().println(line.getColorScheme().errorText(fault.getMessage()));
                    return 2;
                })
                .execute(args);
    }
}
