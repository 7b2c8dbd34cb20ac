package io.github.fttp.examples;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/**
 * A command line that was run within the test.
 *
 * @param status its exit status
 * @param said what its refusal says
 */
public record Command(int status, String said) {
    /** Runs one. */
    public static Command run(List<String> args) {
        StringWriter said = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setErr(new PrintWriter(said));
        int status = line.execute(args.toArray(String[]::new));
        return new Command(status, said.toString());
    }
}
