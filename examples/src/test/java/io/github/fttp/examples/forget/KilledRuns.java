package io.github.fttp.examples.forget;

import io.github.fttp.examples.CommandProcess;
import io.github.fttp.examples.TinyLlava;
import io.github.fttp.examples.TinyStableDiffusion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Kills runs at random moments (SIGKILL), resumes them until they end, and compares all that they leave with a run that nothing
 * happened to, bit for bit: adapter or model, {@code metrics.json}, the report, and {@code run.jsonl} without times and memory.
 * Not a test that {@code mvn verify} runs: it takes some minutes.
 *
 * <pre>{@code
 * mvn -q test-compile dependency:build-classpath -pl examples -am -Dmdep.outputFile=/tmp/classpath -Dmdep.includeScope=test
 * java -cp examples/target/test-classes:examples/target/classes:$(cat /tmp/classpath) \
 *     io.github.fttp.examples.forget.KilledRuns 50 1
 * }</pre>
 *
 * <p>The arguments are how many runs to kill of each command, the seed of the moments, and {@code text} or {@code images} for one
 * command alone. A moment lies anywhere from the
 * process's start to its end; every third run is killed once more when it is resumed. It exits with 1 if a run ended otherwise.
 */
public final class KilledRuns {
    /** Fields that differ from run to run: they say when and how fast, not what. */
    private static final String TIMES = "\"(seconds|peakBytes)\":[-+.0-9eE]+,?";

    private final Path folder;
    private final SplittableRandom random;
    private int kills;
    private int duringResults;
    private int beforeCheckpoint;

    private KilledRuns(Path folder, long seed) {
        this.folder = folder;
        this.random = new SplittableRandom(seed);
    }

    /** @param args how many runs of each command, a seed, and perhaps which */
    public static void main(String... args) throws IOException, InterruptedException {
        int runs = Integer.parseInt(args[0]);
        Path folder = Files.createTempDirectory("killed-runs");
        KilledRuns killing = new KilledRuns(folder, Long.parseLong(args[1]));
        TinyLlava llava = TinyLlava.write(Files.createDirectory(folder.resolve("llava")));
        TinyStableDiffusion images = TinyStableDiffusion.write(Files.createDirectory(folder.resolve("sd")));
        List<String> which = args.length == 2 ? List.of("text", "images") : List.of(args[2]);
        boolean same = true;
        if (which.contains("text")) same = killing.kill("text", runs, text(llava));
        if (which.contains("images")) same &= killing.kill("images", runs, images(images));
        if (!same) System.exit(1);
    }

    private static List<String> text(TinyLlava tiny) {
        return List.of(
                "forget-llava",
                "--model",
                tiny.model().toString(),
                "--data",
                tiny.data().toString(), //
                "--images",
                tiny.images().toString(),
                "--concept",
                "Mira Volk",
                "--lora-rank",
                "4",
                "--rate",
                "1e-2", //
                "--steps",
                "60",
                "--checkpoint-every",
                "3",
                "--answers",
                "2",
                "--answer-tokens",
                "4",
                "--merge");
    }

    private static List<String> images(TinyStableDiffusion tiny) {
        return List.of(
                "forget-sd",
                "--model",
                tiny.model().toString(),
                "--images",
                tiny.images().toString(), //
                "--concept",
                "lamp",
                "--size",
                String.valueOf(TinyStableDiffusion.SIZE),
                "--image-steps",
                "2", //
                "--sample-images",
                "1",
                "--steps",
                "30",
                "--rate",
                "1e-3",
                "--checkpoint-every",
                "3",
                "--evaluate-every",
                "5");
    }

    private boolean kill(String name, int runs, List<String> command) throws IOException, InterruptedException {
        kills = 0;
        duringResults = 0;
        beforeCheckpoint = 0;
        Path whole = folder.resolve(name + "-whole");
        long begun = System.nanoTime();
        finish(start(command, whole, false));
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        Map<String, String> expected = left(whole);
        int same = 0;
        for (int i = 0; i < runs; i++) {
            Path out = folder.resolve(name + "-" + i);
            killed(command, out, false, took);
            if (i % 3 == 0 && !isFinished(out)) killed(command, out, true, took);
            if (!isFinished(out)) finish(start(command, out, true));
            Map<String, String> found = left(out);
            found.remove("checkpoint.safetensors"); // of a run that was killed between its last two lines
            List<String> differ = differing(expected, found);
            if (differ.isEmpty()) same++;
            else System.out.println(out + " differs in " + differ);
            if ((i + 1) % 10 == 0) System.out.printf("%s: %d of %d the same so far%n", name, same, i + 1);
        }
        System.out.printf(
                "%s: %d of %d killed runs ended in the same bits; %d kills, %d before a first checkpoint, %d while results"
                        + " were written; a whole run takes %d ms%n",
                name, same, runs, kills, beforeCheckpoint, duringResults, took);
        return same == runs;
    }

    private static boolean isFinished(Path out) {
        return Files.exists(out.resolve("metrics.json"));
    }

    private void killed(List<String> command, Path out, boolean resume, long took)
            throws IOException, InterruptedException {
        Process process = start(command, out, resume);
        // Half of all moments lie after the log was begun: the start of a process takes longer than such a small run.
        if (random.nextBoolean()) {
            while (process.isAlive() && !Files.exists(out.resolve("run.jsonl"))) Thread.sleep(1);
            process.waitFor(random.nextLong(took / 3), TimeUnit.MILLISECONDS);
        } else {
            process.waitFor(random.nextLong(took), TimeUnit.MILLISECONDS);
        }
        boolean alive = process.isAlive();
        process.destroyForcibly().waitFor();
        if (!alive || isFinished(out)) return;
        kills++;
        if (!Files.exists(out.resolve("checkpoint.safetensors"))) beforeCheckpoint++;
        else if (Files.readString(out.resolve("run.jsonl")).contains("\"finished\"")) duringResults++;
    }

    private static Process start(List<String> command, Path out, boolean resume) throws IOException {
        List<String> line = CommandProcess.line();
        line.addAll(command);
        line.addAll(List.of("--out", out.toString()));
        if (resume) line.add("--resume");
        Path said = out.resolveSibling(out.getFileName() + ".txt");
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()))
                .start();
    }

    private static void finish(Process process) throws InterruptedException {
        if (process.waitFor() != 0) System.out.println("a run ended with status " + process.exitValue());
    }

    /** Each file with its content, times left out. */
    private static Map<String, String> left(Path out) throws IOException {
        Map<String, String> left = new TreeMap<>();
        List<Path> files;
        try (Stream<Path> all = Files.walk(out)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            String name = out.relativize(file).toString();
            String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            if (name.equals("run.jsonl")) content = log(content);
            left.put(name, content);
        }
        return left;
    }

    /** A resumed run says once more that it began: with the step it begins at. */
    private static String log(String lines) {
        List<String> kept = new ArrayList<>();
        for (String line : lines.split("\n")) {
            if (line.contains("\"event\":\"started\"") && !kept.isEmpty()) continue;
            kept.add(line.replaceAll(TIMES, ""));
        }
        return String.join("\n", kept);
    }

    private static List<String> differing(Map<String, String> expected, Map<String, String> found) {
        return Stream.concat(expected.keySet().stream(), found.keySet().stream())
                .distinct()
                .filter(name -> !expected.getOrDefault(name, "").equals(found.getOrDefault(name, "missing")))
                .toList();
    }
}
