package io.github.fttp.examples.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Groups of options that exclude each other. */
final class Alternatives {
    private Alternatives() {}

    /** An option that was given, and what its alternative is for; empty where the group's heading does not say. */
    private record Chosen(String option, String use) {}

    /** Says which options of a command line exclude each other; empty where none do. */
    static Optional<String> clash(CommandSpec command, String... line) {
        return command.argGroups().stream()
                .filter(ArgGroupSpec::exclusive)
                .map(group -> chosen(group, line))
                .filter(chosen -> chosen.size() > 1)
                .findFirst()
                .map(chosen -> sentence(chosen.get(0), chosen.get(1)));
    }

    private static String sentence(Chosen one, Chosen other) {
        if (one.use().isEmpty()) return one.option() + " and " + other.option() + " exclude each other: give one";
        return one.option() + " is for " + one.use() + ", " + other.option() + " for " + other.use() + ": give one";
    }

    /** The first option that was given of each alternative. */
    private static List<Chosen> chosen(ArgGroupSpec group, String... line) {
        List<Chosen> chosen = new ArrayList<>();
        for (ArgSpec each : group.args()) {
            first(line, name -> isCalled(each, name)).ifPresent(option -> chosen.add(new Chosen(option, "")));
        }
        for (ArgGroupSpec each : group.subgroups()) {
            first(line, name -> each.allOptionsNested().stream().anyMatch(option -> isCalled(option, name)))
                    .ifPresent(option -> chosen.add(new Chosen(option, each.heading())));
        }
        return chosen;
    }

    private static boolean isCalled(ArgSpec arg, String name) {
        return arg instanceof OptionSpec option && List.of(option.names()).contains(name);
    }

    private static Optional<String> first(String[] line, Predicate<String> option) {
        return Stream.of(line)
                .map(word -> word.replaceFirst("=.*", ""))
                .filter(option)
                .findFirst();
    }
}
