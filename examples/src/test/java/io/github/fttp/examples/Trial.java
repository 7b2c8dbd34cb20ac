package io.github.fttp.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.api.AbstractStringAssert;

/** A command whose input is good, to be made bad one thing at a time: it must say so in one line, exit with 2, write nothing. */
public final class Trial {
    private static final String OUT = "--out";

    private final String command;
    private final Path out;
    private final Map<String, String> options = new TreeMap<>();

    private Trial(String command, Path out) {
        this.command = command;
        this.out = out;
        options.put(OUT, out.toString());
    }

    /** A trial of a command that writes to {@code out}, which is not there. */
    public static Trial of(String command, Path out) {
        return new Trial(command, out);
    }

    /** From now on with this option. */
    public Trial with(String option, Object value) {
        options.put(option, value.toString());
        return this;
    }

    /** From now on without it. */
    public Trial without(String option) {
        options.remove(option);
        return this;
    }

    /** It must refuse with that option; what is asserted on is its one line. */
    public AbstractStringAssert<?> refused(String option, Object value) {
        String before = options.put(option, value.toString());
        try {
            return refused();
        } finally {
            if (before == null) options.remove(option);
            else options.put(option, before);
        }
    }

    /** It must refuse; what is asserted on is its one line. */
    public AbstractStringAssert<?> refused(String... flags) {
        Command run = run(flags);
        assertThat(run.status()).as(run.said()).isEqualTo(2);
        // Where the command line itself is wrong, a second line says how it is used.
        List<String> lines = run.said().strip().lines().toList();
        assertThat(run.said()).doesNotContain("Exception", "\tat ");
        assertThat(lines.subList(1, lines.size()))
                .as(run.said())
                .hasSizeLessThan(2)
                .allMatch(each -> each.startsWith("Usage: "));
        assertThat(out).doesNotExist();
        return assertThat(run.said());
    }

    /** It must do its work; what is asserted on is what it warned of meanwhile. */
    public AbstractStringAssert<?> warned(String... flags) {
        PrintStream before = System.err;
        ByteArrayOutputStream logged = new ByteArrayOutputStream();
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
        try {
            Command run = run(flags);
            assertThat(run.status()).as(run.said()).isZero();
            return assertThat(logged.toString(StandardCharsets.UTF_8) + run.said());
        } finally {
            System.setErr(before);
        }
    }

    /** Runs it. */
    public Command run(String... flags) {
        List<String> arguments = new ArrayList<>(List.of(command));
        options.forEach((name, value) -> arguments.addAll(List.of(name, value)));
        arguments.addAll(Arrays.asList(flags));
        return Command.run(arguments);
    }
}
