package io.github.fttp.metrics.sweep;

import io.github.fttp.core.Check;
import io.github.fttp.core.train.StopSignal;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Starts workers in Java machines as this one.
 *
 * @param command without the folder
 */
record JavaLauncher(List<String> command) implements Launcher {
    /** Names the process that a worker stops with. */
    private static final String PARENT = "fttp.worker.of";

    /** Options that one process alone can have: agents, and ports that they listen on. */
    private static final List<String> OWN = List.of("-agent", "-javaagent", "-Dcom.sun.management", "-D" + PARENT);

    static JavaLauncher of(Class<?> main, String... words) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> OWN.stream().noneMatch(option::startsWith))
                .forEach(command::add);
        // What the manifest of a jar says holds with java -jar alone.
        if (Runtime.version().feature() >= 22) command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-D" + PARENT + "=" + ProcessHandle.current().pid());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(words));
        return new JavaLauncher(List.copyOf(command));
    }

    @Override
    public Process start(Path folder) throws IOException {
        return new ProcessBuilder(Stream.concat(command.stream(), Stream.of(folder.toString()))
                        .toList())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Gives a signal that is requested when the process that started this one for a sweep ends; never in any other. */
    static StopSignal orphaned() {
        StopSignal signal = new StopSignal();
        Check.property(PARENT, 1).ifPresent(pid -> ProcessHandle.current()
                .parent()
                .filter(parent -> parent.pid() == pid)
                .ifPresentOrElse(parent -> parent.onExit().thenRun(signal::request), signal::request));
        return signal;
    }
}
