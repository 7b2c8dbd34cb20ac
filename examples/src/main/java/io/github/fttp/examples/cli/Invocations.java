package io.github.fttp.examples.cli;

import io.github.fttp.core.train.Invocation;
import io.github.fttp.core.train.Manifest;
import io.github.fttp.core.train.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Says for manifests how a command was called. */
public final class Invocations {
    /** Options that name results, or go on with them. */
    static final List<String> OUTPUT = List.of("--out", "--report", "--resume");

    private Invocations() {}

    /**
     * The call of this command, with absolute paths, those that are defaults too; results and resuming left out of its inputs and
     * arguments.
     */
    public static Invocation of(CommandSpec command) {
        List<String> arguments = new ArrayList<>(List.of(command.name()));
        List<Path> inputs = new ArrayList<>();
        for (OptionSpec option : command.commandLine().getParseResult().matchedOptionsSet()) {
            if (OUTPUT.contains(option.longestName())) continue;
            if (option.arity().max() == 0) arguments.add(option.longestName());
            else option.originalStringValues().forEach(value -> add(option, value, arguments, inputs));
        }
        for (OptionSpec option : command.options()) {
            boolean isLeft = option.originalStringValues().isEmpty() && option.defaultValue() != null;
            if (isLeft && option.type() == Path.class) add(option, option.defaultValue(), arguments, inputs);
        }
        return new Invocation(arguments, inputs);
    }

    /**
     * The manifest of what a command is going to make, its settings being its options with their defaults.
     *
     * @param read files and folders that it reads beside those that its options name
     */
    public static Manifest manifest(CommandSpec command, Platform platform, Path... read) {
        Map<String, String> settings = new TreeMap<>();
        for (OptionSpec option : command.options()) {
            Object value = option.getValue();
            if (value != null && !OUTPUT.contains(option.longestName()))
                settings.put(option.longestName().substring(2), inFull(option, value));
        }
        Invocation call = of(command).reading(read);
        return Manifest.of(call.command(), settings, call.inputs(), platform);
    }

    /** A value with its files in full, as in {@link #of}: the same files are to look alike wherever a run is made again. */
    private static String inFull(OptionSpec option, Object value) {
        if (value instanceof Collection<?> many) {
            return many.stream().map(each -> inFull(option, each)).toList().toString();
        }
        String text = String.valueOf(value);
        return file(option, text)
                .map(path -> text.substring(0, nameLength(option, text)) + path)
                .orElse(text);
    }

    private static void add(OptionSpec option, String value, List<String> arguments, List<Path> inputs) {
        arguments.addAll(List.of(option.longestName(), inFull(option, value)));
        file(option, value).ifPresent(inputs::add);
    }

    /** The file that a value names, in full; a word in place of a path is none, such as that for a classifier that comes along. */
    static Optional<Path> file(ArgSpec option, String value) {
        int name = nameLength(option, value);
        if (name == 0 && !List.of(option.auxiliaryTypes()).contains(Path.class)) return Optional.empty();
        return Optional.of(Path.of(value.substring(name)).toAbsolutePath().normalize())
                .filter(Files::exists);
    }

    /** Characters in front of the path in NAME=PATH, as of --eval; 0 for other values. */
    private static int nameLength(ArgSpec option, String value) {
        return option.paramLabel().endsWith("=PATH") ? value.indexOf('=') + 1 : 0;
    }
}
