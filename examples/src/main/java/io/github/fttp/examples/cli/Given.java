package io.github.fttp.examples.cli;

import io.github.fttp.core.Check;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The options that stand on a command line; one that is only at its default is not given. */
public final class Given {
    private final ParseResult parsed;

    Given(ParseResult parsed) {
        this.parsed = parsed;
    }

    /** Whether an option stands there, by any of its names. */
    public boolean has(String option) {
        requireDeclared(option);
        return parsed.hasMatchedOption(option);
    }

    /** Refuses each of these options where another one stands beside it that takes its effect. */
    public void notWith(String other, String... options) {
        ineffective(has(other), "with " + other, "", options);
    }

    /** Refuses each of these options where another one is missing that it needs to have an effect. */
    public void onlyWith(String other, String... options) {
        ineffective(!has(other), "without " + other, "", options);
    }

    /**
     * Refuses each of these options.
     *
     * @param when whether they have no effect
     * @param beside what takes their effect: {@code with --method GA}
     * @param use what they would have an effect with: {@code it is for --train lora}; may be empty
     */
    public void ineffective(boolean when, String beside, String use, String... options) {
        Stream.of(options).forEach(this::requireDeclared);
        if (!when) return;
        for (String option : options) {
            if (!has(option)) continue;
            String reason = use.isEmpty() ? "" : " (" + use + ")";
            throw refusal(option + " has no effect " + beside + reason);
        }
    }

    /** Refuses all options but one; why, {@link #ineffective} says. */
    public void nothingBut(String option, String beside, String use) {
        Stream<String> names = parsed.matchedOptions().stream().map(OptionSpec::longestName);
        ineffective(
                true, beside, use, names.filter(each -> !each.equals(option)).toArray(String[]::new));
    }

    /** Requires of each of these whole numbers, where it has a value, to be at least this. */
    public void atLeast(int least, String... options) {
        for (String option : options) {
            if (value(option) instanceof Number number) Check.atLeast(least, number.intValue(), option);
        }
    }

    /** Requires of each of these numbers, where it has a value, to be finite and at least this. */
    public void finiteAtLeast(double least, String... options) {
        for (String option : options) {
            if (value(option) instanceof Number number) Check.finiteAtLeast(least, number.doubleValue(), option);
        }
    }

    /** The value that an option has, given or by default; null for none. */
    private Object value(String option) {
        requireDeclared(option);
        return command().findOption(option).getValue();
    }

    /** An exception that ends the command with a message and its usage. */
    ParameterException refusal(String message) {
        return new ParameterException(command().commandLine(), message);
    }

    private CommandSpec command() {
        return parsed.commandSpec();
    }

    /** A rule about an option that was renamed must not go unnoticed. */
    private void requireDeclared(String option) {
        if (command().findOption(option) == null) {
            throw new IllegalStateException(command().name() + " has no option " + option);
        }
    }
}
