package io.github.fttp.examples.cli;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Help.IParamLabelRenderer;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Parts of a command's help: the line that says how it is used, options under headings, an example. */
final class Usage {
    private Usage() {}

    /** How a command is used: what it needs, the rest in short. */
    static String line(CommandSpec command) {
        List<String> parts = new ArrayList<>(List.of("Usage:", command.qualifiedName()));
        if (!command.subcommands().isEmpty()) parts.add("COMMAND");
        if (!groups(command).isEmpty()) parts.add(groups(command));
        for (OptionSpec option : command.options()) {
            if (option.group() == null && option.required()) parts.add(word(option));
        }
        parts.add("[OPTION...]");
        for (PositionalParamSpec each : command.positionalParameters()) {
            String label = each.paramLabel() + (each.arity().max() > 1 ? "..." : "");
            parts.add(each.arity().min() == 0 ? "[" + label + "]" : label);
        }
        return String.join(" ", parts);
    }

    /** The groups of options of which a command needs one each. */
    static String groups(CommandSpec command) {
        return command.argGroups().stream()
                .filter(group -> group.multiplicity().min() > 0)
                .map(Usage::alternatives)
                .collect(Collectors.joining(" "));
    }

    private static String alternatives(ArgGroupSpec group) {
        Stream<String> options = group.args().stream()
                .filter(each -> each.required() || group.exclusive())
                .map(each -> word((OptionSpec) each));
        Stream<String> groups = group.subgroups().stream()
                .filter(each -> each.multiplicity().min() > 0 || group.exclusive())
                .map(Usage::alternatives);
        List<String> all = Stream.concat(options, groups).toList();
        return group.exclusive() ? "(" + String.join(" | ", all) + ")" : String.join(" ", all);
    }

    private static String word(OptionSpec option) {
        return option.arity().max() == 0 ? option.longestName() : option.longestName() + " " + label(option);
    }

    /** The options, each under its heading. */
    static String options(Help help) {
        Map<Heading, List<OptionSpec>> options = new EnumMap<>(Heading.class);
        for (OptionSpec each : help.commandSpec().options()) {
            if (!each.hidden())
                options.computeIfAbsent(heading(each), key -> new ArrayList<>()).add(each);
        }
        StringBuilder text = new StringBuilder();
        options.forEach((heading, under) -> {
            Help.Layout layout = help.createDefaultLayout();
            layout.addOptions(under.stream().map(Usage::withDefault).toList(), new Labels());
            text.append(String.format("%n%s:%n%s", heading.text(), layout));
        });
        return text.toString();
    }

    /** An option whose description ends with its default, unless it says that in words. */
    private static OptionSpec withDefault(OptionSpec option) {
        String text = String.join(" ", option.description());
        boolean hasOne = option.defaultValue() != null || option.type().isPrimitive();
        if (!hasOne || option.arity().max() == 0 || text.contains("(default: ")) return option;
        String end = " (default: " + option.defaultValueString() + ").";
        return OptionSpec.builder(option)
                .description(text.replaceFirst("\\.$", "") + end)
                .build();
    }

    /** The example, however long, in one line: it is there to be copied. */
    static String example(Help help) {
        String line = String.join(" ", help.commandSpec().usageMessage().footer());
        return line.isEmpty() ? "" : String.format("%nExample:%n  %s%n", line);
    }

    /** Where {@link Under} puts it; standard options are general ones. */
    static Heading heading(ArgSpec option) {
        if (!(option.userObject() instanceof Field field)) return Heading.GENERAL;
        Under under = field.getAnnotation(Under.class);
        if (under == null) under = field.getDeclaringClass().getAnnotation(Under.class);
        return under == null ? Heading.GENERAL : under.value();
    }

    /** The label of its value, where it says nothing itself: N for a whole number, X for another, NAME for a choice. */
    static String label(ArgSpec option) {
        if (!option.paramLabel().startsWith("<")) return option.paramLabel();
        Class<?> type = option.type();
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) return "N";
        if (type == double.class || type == float.class || type == Double.class || type == Float.class) return "X";
        return type.isEnum() ? "NAME" : "TEXT";
    }

    /** A message of the parser with the labels of {@link #label} in place of the code's names. */
    static String labelled(CommandSpec command, String message) {
        String text = message;
        for (OptionSpec each : command.options()) {
            if (each.paramLabel().startsWith("<")) text = text.replace(each.paramLabel(), label(each));
        }
        return text;
    }

    /** Labels as {@link Usage#label} has them. */
    private record Labels() implements IParamLabelRenderer {
        @Override
        public Text renderParameterLabel(ArgSpec option, Ansi ansi, List<Help.Ansi.IStyle> styles) {
            if (option.arity().max() == 0) return ansi.text("");
            return Help.defaultColorScheme(ansi).parameterText(" " + label(option));
        }

        @Override
        public String separator() {
            return " ";
        }
    }
}
