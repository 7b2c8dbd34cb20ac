package io.github.fttp.examples.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.text.similarity.LevenshteinDistance;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Says what is wrong with a command line, what was perhaps meant, and how the command is used. */
final class WrongUsage implements IParameterExceptionHandler {
    private static final int STATUS = 2;

    @Override
    public int handleParseException(ParameterException fault, String[] arguments) {
        CommandLine line = fault.getCommandLine();
        PrintWriter err = line.getErr();
        err.println(line.getColorScheme().errorText(message(fault)));
        err.println(Usage.line(line.getCommandSpec()) + " (--help says more)");
        err.flush();
        return STATUS;
    }

    /** The message for a command that doesn't exist. */
    static ParameterException noSuchCommand(CommandLine all, String name) {
        return new ParameterException(
                all, unknown("command", name, all.getSubcommands().keySet()));
    }

    private static String message(ParameterException fault) {
        CommandLine line = fault.getCommandLine();
        List<String> unmatched = line.getUnmatchedArguments();
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
        return fault.getMessage() + hint(fault.getValue(), names);
    }

    private static String unknown(String kind, String said, Collection<String> known) {
        return "Unknown " + kind + ": '" + said + "'" + hint(said, known);
    }

    private static String hint(String said, Collection<String> known) {
        return nearest(said, known).map(name -> "; did you mean " + name + "?").orElse("");
    }

    /** The one that is fewest letters away, if that is not most of them. */
    static Optional<String> nearest(String said, Collection<String> known) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        String bare = bare(said);
        Optional<String> nearest =
                known.stream().min(Comparator.comparingInt((String name) -> distance.apply(bare, bare(name))));
        return nearest.filter(name -> distance.apply(bare, bare(name)) <= Math.max(1, bare.length() / 2));
    }

    /** Without dashes, in which most slips are. */
    private static String bare(String name) {
        return name.replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
    }

    private static List<String> optionNames(CommandLine line) {
        List<String> names = new ArrayList<>();
        for (OptionSpec each : line.getCommandSpec().options()) names.addAll(List.of(each.names()));
        names.removeIf(name -> !name.startsWith("--"));
        return names;
    }
}
