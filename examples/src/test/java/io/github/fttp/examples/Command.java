package io.github.fttp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.Stream;
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

    /** Runs one that must end well. */
    public static void succeeds(Object... args) {
        Command run = run(Stream.of(args).map(Object::toString).toList());
        assertThat(run.status()).as(run.said()).isZero();
    }
}
