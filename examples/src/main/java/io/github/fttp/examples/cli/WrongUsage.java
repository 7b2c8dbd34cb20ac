package io.github.fttp.examples.cli;

import io.github.fttp.core.text.Nearest;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.ParameterException;

/** Says what is wrong with a command line, what was perhaps meant, and how the command is used. */
final class WrongUsage implements IParameterExceptionHandler {
    private static final int STATUS = 2;

    @Override
    public int handleParseException(ParameterException fault, String[] arguments) {
        CommandLine line = fault.getCommandLine();
        PrintWriter err = line.getErr();
        String message = Usage.labelled(line.getCommandSpec(), message(fault, arguments));
        err.println(line.getColorScheme().errorText(message));
        err.println(Usage.line(line.getCommandSpec()) + " (--help says more)");
        return STATUS;
    }

    /** The message for a command that doesn't exist. */
    static ParameterException noSuchCommand(CommandLine all, String name) {
        return new ParameterException(
                all, unknown("command", name, all.getSubcommands().keySet()));
    }

    private static String message(ParameterException fault, String... arguments) {
        CommandLine line = fault.getCommandLine();
        // A command that passes on what it does not know has no unknown options.
        boolean passesOn = !line.getCommandSpec().unmatchedArgsBindings().isEmpty();
        if (fault instanceof MissingParameterException || fault instanceof MutuallyExclusiveArgsException) {
            // Of two alternatives that are begun, the parser may miss what one of them lacks.
            Optional<String> clash = Alternatives.clash(line.getCommandSpec(), arguments);
            if (clash.isPresent()) return clash.get();
        }
        if (fault instanceof MissingParameterException && fault.getMessage().contains("specify one of these")) {
            return "Missing one of these: " + Usage.groups(line.getCommandSpec());
        }
        List<String> unmatched = passesOn ? List.of() : line.getUnmatchedArguments();
        if (unmatched.isEmpty()) return enumHint(fault).replaceFirst("^Error: ", "");
        String first = unmatched.get(0);
        if (first.startsWith("-")) return unknown("option", first.replaceAll("=.*", ""), optionNames(line));
        boolean isAll = !line.getSubcommands().isEmpty();
        return isAll
                ? unknown("command", first, line.getSubcommands().keySet())
                : "'" + first + "' belongs to no option";
    }

    private static String enumHint(ParameterException fault) {
        Class<?> type =
                fault.getArgSpec() == null ? Object.class : fault.getArgSpec().type();
        if (fault.getValue() == null || !type.isEnum()) return fault.getMessage();
        List<String> names =
                Stream.of(type.getEnumConstants()).map(Object::toString).toList();
        return fault.getMessage() + Nearest.hint(fault.getValue(), names);
    }

    private static String unknown(String kind, String said, Collection<String> known) {
        return "Unknown " + kind + ": '" + said + "'" + Nearest.hint(said, known);
    }

    private static List<String> optionNames(CommandLine line) {
        List<String> names = new ArrayList<>();
        for (OptionSpec each : line.getCommandSpec().options()) names.addAll(List.of(each.names()));
        names.removeIf(name -> !name.startsWith("--"));
        return names;
    }
}
