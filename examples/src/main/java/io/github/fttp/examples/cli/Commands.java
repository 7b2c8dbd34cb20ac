package io.github.fttp.examples.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_OPTION_LIST;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_SYNOPSIS;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING;

import picocli.CommandLine;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Gives all commands of a command line what they share. */
public final class Commands {
    private static final int WIDTH = 110;
    /** Width of the column with the options' names. */
    private static final int NAMES = 34;

    private Commands() {}

    /** A command line of a main command and its subcommands. */
    public static CommandLine of(Object main) {
        CommandLine line = new CommandLine(main);
        dress(line);
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(WIDTH)
                .setUsageHelpLongOptionsMaxWidth(NAMES)
                .setParameterExceptionHandler(new WrongUsage())
                .setExecutionStrategy(Commands::run);
    }

    private static void dress(CommandLine line) {
        line.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(new Version());
        line.getCommandSpec()
                .usageMessage()
                .sortOptions(false)
                .commandListHeading("%nCommands:%n")
                .parameterListHeading("%nParameters:%n");
        put(line, SECTION_KEY_SYNOPSIS_HEADING, help -> "");
        put(line, SECTION_KEY_SYNOPSIS, help -> String.format("%s%n%n", Usage.line(help.commandSpec())));
        put(line, SECTION_KEY_OPTION_LIST, Usage::options);
        put(line, SECTION_KEY_FOOTER, Usage::example);
        line.getSubcommands().values().forEach(Commands::dress);
    }

    private static void put(CommandLine line, String section, IHelpSectionRenderer renderer) {
        line.getHelpSectionMap().put(section, renderer);
    }

    /** Checks what the last command was given, then runs it. */
    private static int run(ParseResult parsed) {
        Integer helped = CommandLine.executeHelpRequest(parsed);
        if (helped != null) return helped;
        ParseResult last = parsed;
        while (last.hasSubcommand()) last = last.subcommand();
        Checks.of(last);
        return new RunLast().execute(parsed);
    }
}
