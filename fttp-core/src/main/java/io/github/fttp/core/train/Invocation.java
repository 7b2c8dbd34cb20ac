package io.github.fttp.core.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a program was called, so that it can be called so again.
 *
 * @param command its arguments, the command first and paths absolute; empty for a run that no command made
 * @param inputs files and folders that it reads, absolute; where one is missing, it is told of as missing
 */
public record Invocation(List<String> command, List<Path> inputs) {
    /** Adds files and folders that are read without being named. */
    public Invocation reading(Path... more) {
        List<Path> all = new ArrayList<>(inputs);
        for (Path each : more) all.add(each.toAbsolutePath().normalize());
        return new Invocation(command, all);
    }

    /** The invocation of a run that a program made by calling this library. */
    public static Invocation none() {
        return new Invocation(List.of(), List.of());
    }
}
