package io.github.fttp.examples.cli;

import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** A command line that would run, as far as can be told without running it. */
public final class Parsed {
    private Parsed() {}

    /** Refuses what the command itself refuses: unknown options, missing ones, values out of range, options without effect. */
    public static void require(CommandLine all, String... arguments) {
        ParseResult parsed = all.parseArgs(arguments);
        while (parsed.hasSubcommand()) parsed = parsed.subcommand();
        Checks.of(parsed);
    }
}
