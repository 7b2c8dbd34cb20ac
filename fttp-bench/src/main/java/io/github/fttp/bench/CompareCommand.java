package io.github.fttp.bench;

import io.github.fttp.core.engine.Threads;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the benchmarks that have libtorch beside ours in one JMH run, and prints the ratios. */
@Command(
        name = "compare",
        description = "Times kernels, blocks and steps beside libtorch; needs a build with the profile peer.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        footer = {"", "Example:", "  fttp-bench compare --side text"})
final class CompareCommand implements Callable<Integer> {
    /** Models that are compared; the benchmarks of the image side begin with these names. */
    enum Side {
        ALL("\\w+"),
        TEXT("(?!Sd|Unet)\\w+"),
        IMAGE("(Sd|Unet)\\w+");

        private final String benchmarks;

        Side(String benchmarks) {
            this.benchmarks = benchmarks;
        }
    }

    @Option(names = "--side", defaultValue = "all", description = "all, text or image (default: ${DEFAULT-VALUE}).")
    Side side;

    @Option(
            names = "--system-malloc",
            description =
                    "Leaves malloc as the system has it: libtorch then asks for fresh memory for all that is large in "
                            + "each step, which costs it much. Otherwise malloc keeps what was freed, as our pool does.")
    boolean systemMalloc;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            defaultValue = "fttp-compare.json",
            description = "JMH's figures (default: ${DEFAULT-VALUE}).")
    Path json;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        String peer = getClass().getPackageName() + ".peer";
        if (getClass().getResource("peer/StepBenchmark.class") == null) {
            throw new BadData(peer, "is not in this build: mvn -Ppeer package adds libtorch and what compares with it");
        }
        int status = runJmh(peer.replace(".", "\\.") + "\\." + side.benchmarks + "\\.");
        if (status != 0) return status;
        print(Json.data(json));
        return 0;
    }

    /** In a process of its own: libraries read these variables when they are loaded, ours and the peer's alike. */
    private int runJmh(String benchmarks) throws InterruptedException {
        ProcessBuilder jmh = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.openjdk.jmh.Main",
                benchmarks,
                "-rf",
                "json",
                "-rff",
                json.toString());
        jmh.environment().put("OMP_NUM_THREADS", String.valueOf(Threads.count()));
        jmh.environment().putAll(Map.of("OPENBLAS_THREAD_TIMEOUT", "4", "GOMP_SPINCOUNT", "2000", "LD_BIND_NOW", "1"));
        if (!systemMalloc) {
            // One environment that never maps and never shrinks.
            jmh.environment()
                    .putAll(Map.of(
                            "MALLOC_ARENA_MAX", "1",
                            "MALLOC_MMAP_MAX_", "0",
                            "MALLOC_TRIM_THRESHOLD_", String.valueOf(1L << 40)));
        }
        try {
            return jmh.inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new CannotWrite(json, e);
        }
    }

    private void print(Json results) {
        Map<String, Map<String, double[]>> cases = new LinkedHashMap<>();
        for (Json result : results.items()) {
            String[] name = result.field("benchmark").text().split("\\.");
            StringBuilder which = new StringBuilder(name[name.length - 2].replace("Benchmark", ""));
            if (result.has("params")) {
                Json parameters = result.field("params");
                for (String each : parameters.names()) {
                    which.append(' ')
                            .append(each)
                            .append(' ')
                            .append(parameters.field(each).text());
                }
            }
            double[] times = result.field("primaryMetric").field("rawData").items().stream()
                    .flatMap(fork -> fork.items().stream())
                    .mapToDouble(Json::number)
                    .sorted()
                    .toArray();
            cases.computeIfAbsent(which.toString(), key -> new TreeMap<>()).put(name[name.length - 1], times);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%n| | ours, ms (min / median) | libtorch, ms (min / median) | libtorch / ours (min / median) |%n");
        out.println("|---|---|---|---|");
        cases.forEach((name, sides) -> {
            double[] ours = sides.remove("ours");
            sides.forEach((peer, theirs) -> out.printf(
                    Locale.ROOT,
                    "| %s | %s | %s | %.2f / %.2f |%n",
                    name + (peer.equals("libtorchChannelsLast") ? ", libtorch channels last" : ""),
                    both(ours),
                    both(theirs),
                    theirs[0] / ours[0],
                    median(theirs) / median(ours)));
        });
        out.flush();
    }

    private static String both(double... sorted) {
        return String.format(Locale.ROOT, "%.1f / %.1f", sorted[0], median(sorted));
    }

    private static double median(double... sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
