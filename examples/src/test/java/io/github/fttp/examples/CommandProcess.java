package io.github.fttp.examples;

import io.github.fttp.core.engine.Threads;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** A command line in a process of its own. */
public final class CommandProcess {
    private CommandProcess() {}

    /** The command line of the process, without the command's own arguments; it computes on as many threads as this one. */
    public static List<String> line(String... flags) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.add("-Dfttp.threads=" + Threads.count());
        line.add("-XX:TieredStopAtLevel=1"); // it ends before a better compiler would pay
        line.addAll(Arrays.asList(flags));
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.github.fttp.examples.Main"));
        return line;
    }

    /** Runs one until it has printed a line that begins so, then ends it; gives all lines that it printed. */
    public static List<String> endAfter(String printed, Consumer<ProcessHandle> signal, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> line = line();
        line.addAll(arguments);
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> said = new ArrayList<>();
            for (String read = lines.readLine(); read != null; read = lines.readLine()) {
                said.add(read);
                // By its handle: a process that is destroyed is not listened to any more.
                if (read.startsWith(printed)) signal.accept(process.toHandle());
            }
            process.waitFor();
            return said;
        }
    }
}
