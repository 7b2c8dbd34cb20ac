package io.github.fttp.examples.cli;

import io.github.fttp.core.train.Invocation;
import io.github.fttp.core.train.Manifest;
import io.github.fttp.core.train.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Says for manifests how a command was called. */
public final class Invocations {
    private static final List<String> OUTPUT = List.of("--out", "--report", "--resume");

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
                settings.put(option.longestName().substring(2), String.valueOf(value));
        }
        Invocation call = of(command).reading(read);
        return Manifest.of(call.command(), settings, call.inputs(), platform);
    }

    private static void add(OptionSpec option, String value, List<String> arguments, List<Path> inputs) {
        // NAME=PATH, as of --eval.
        int name = option.paramLabel().endsWith("=PATH") ? value.indexOf('=') + 1 : 0;
        boolean isPath = name > 0 || List.of(option.auxiliaryTypes()).contains(Path.class);
        Path path =
                Path.of(isPath ? value.substring(name) : "").toAbsolutePath().normalize();
        // A word in place of a path is no file, such as that for a classifier that comes along.
        boolean isFile = isPath && Files.exists(path);
        arguments.addAll(List.of(option.longestName(), isFile ? value.substring(0, name) + path : value));
        if (isFile) inputs.add(path);
    }
}
