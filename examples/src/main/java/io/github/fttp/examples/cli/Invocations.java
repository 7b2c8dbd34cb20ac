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

    /** The call of this command, with absolute paths; results and resuming left out of its inputs and arguments. */
    public static Invocation of(CommandSpec command) {
        List<String> arguments = new ArrayList<>(List.of(command.name()));
        List<Path> inputs = new ArrayList<>();
        for (OptionSpec option : command.commandLine().getParseResult().matchedOptions()) {
            if (OUTPUT.contains(option.longestName())) continue;
            if (option.arity().max() == 0) arguments.add(option.longestName());
            else add(option, arguments, inputs);
        }
        return new Invocation(arguments, inputs);
    }

    /** The manifest of what a command is going to make, its settings being its options with their defaults. */
    public static Manifest manifest(CommandSpec command, Platform platform) {
        Map<String, String> settings = new TreeMap<>();
        for (OptionSpec option : command.options()) {
            Object value = option.getValue();
            if (value != null && !OUTPUT.contains(option.longestName()))
                settings.put(option.longestName().substring(2), String.valueOf(value));
        }
        Invocation call = of(command);
        return Manifest.of(call.command(), settings, call.inputs(), platform);
    }

    private static void add(OptionSpec option, List<String> arguments, List<Path> inputs) {
        for (String given : option.originalStringValues()) {
            // NAME=PATH, as of --eval.
            int name = option.paramLabel().endsWith("=PATH") ? given.indexOf('=') + 1 : 0;
            boolean path = name > 0 || List.of(option.auxiliaryTypes()).contains(Path.class);
            arguments.add(option.longestName());
            if (!path) {
                arguments.add(given);
                continue;
            }
            Path absolute = Path.of(given.substring(name)).toAbsolutePath().normalize();
            arguments.add(given.substring(0, name) + absolute);
            if (Files.exists(absolute)) inputs.add(absolute);
        }
    }
}
