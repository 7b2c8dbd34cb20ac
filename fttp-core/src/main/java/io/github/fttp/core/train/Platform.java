package io.github.fttp.core.train;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.engine.Precision;
import io.github.fttp.core.engine.Threads;
import io.github.fttp.core.engine.UnusableGpu;
import io.github.fttp.core.io.BadData;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Names what computed a result: code, engine, processor and libraries. The same engine on the same number of threads gives the same
 * bits on processors of one kind; another code, other libraries or another kind of processor may give others.
 *
 * @param code version of this library, with the commit where it was built from a checkout
 * @param engine its name, with the rounding of products where they are not exact
 * @param threads that the engine computes on
 * @param processor its kind
 * @param java version of the virtual machine
 * @param libraries versions of those that compute, by their names in Maven's repository; with a GPU its name, and the versions of
 *     its driver and of CUDA's libraries, see {@link Engine#device}
 */
public record Platform(
        String code, String engine, int threads, String processor, String java, Map<String, String> libraries) {
    private static final List<String> COMPUTING = List.of(
            "org.bytedeco/dnnl",
            "org.bytedeco/openblas",
            "org.bytedeco/javacpp",
            "org.bytedeco/cuda",
            "org.nd4j/nd4j-native",
            "org.nd4j/nd4j-cuda-11.6",
            "org.deeplearning4j/deeplearning4j-nn",
            "org.apache.commons/commons-math3");

    /** Libraries whose jars name their version in the manifest alone, each with a class of it. */
    private static final Map<String, String> MANIFESTED =
            Map.of("com.microsoft.onnxruntime/onnxruntime", "ai.onnxruntime.OrtEnvironment");

    /** Makes it of what is there once; the order of libraries is that of their names. */
    public Platform {
        libraries = new TreeMap<>(libraries);
    }

    /** This process with an engine that was made for as many threads as {@link Threads} says now. */
    public static Platform of(Engine engine) {
        return of(engine, Threads.count());
    }

    /** This process with an engine that is made for so many threads. */
    public static Platform of(Engine engine, int threads) {
        Platform host = of(engine(engine), threads);
        Map<String, String> all = new TreeMap<>(host.libraries);
        all.putAll(engine.device());
        return new Platform(host.code, host.engine, threads, host.processor, host.java, all);
    }

    /**
     * This process.
     *
     * @param engine what computes, in words
     * @param threads that it computes on
     */
    public static Platform of(String engine, int threads) {
        return new Platform(version(), engine, threads, kind(), System.getProperty("java.version"), versions());
    }

    /**
     * Opens an engine like the one that computed; the caller closes it.
     *
     * @throws BadData if it does not load here
     */
    public Engine open() {
        String[] words = engine.split(", ");
        try {
            return words.length == 1
                    ? Engines.named(engine)
                    : Engines.named(words[0], Precision.valueOf(words[1].toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException | IllegalStateException | UnusableGpu e) {
            throw new BadData("engine " + engine, "computed the run and cannot here: " + e.getMessage(), e);
        }
    }

    /** Describes what of an engine the bits of a result depend on: its name, its rounding and the number of threads. */
    public static String engineOnThreads(Engine engine) {
        return engine(engine) + " on " + Threads.count() + " threads";
    }

    /** Names an engine and its rounding. */
    static String engine(Engine engine) {
        return engine.precision() == Precision.EXACT
                ? engine.name()
                : engine.name() + ", " + engine.precision().name().toLowerCase(Locale.ROOT);
    }

    /** The version of this library: {@code 0.1.0, commit 31c5130b...}. */
    public static String version() {
        Properties built = properties(Platform.class.getResourceAsStream("version.properties"));
        String commit = built.getProperty("commit", "");
        if (commit.isEmpty()) return built.getProperty("version");
        return built.getProperty("version") + ", commit " + commit
                + (built.getProperty("changed").equals("true") ? " with changes" : "");
    }

    private static String kind() {
        String machine = System.getProperty("os.arch") + ", " + System.getProperty("os.name");
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.replaceFirst(".*:\\s*", "") + ", " + machine)
                    .orElse(machine);
        } catch (IOException e) {
            return machine; // not Linux, or nothing known
        }
    }

    /** Lists all of it by name. */
    public Map<String, String> described() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("code", code);
        all.put("engine", engine);
        all.put("threads", String.valueOf(threads));
        all.put("processor", processor);
        all.put("java", java);
        libraries.forEach((name, version) -> all.put("library, " + name, version));
        return all;
    }

    private static Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        MANIFESTED.forEach((library, type) -> {
            try {
                Class<?> found = Class.forName(type, false, Platform.class.getClassLoader());
                String version = found.getPackage().getImplementationVersion();
                if (version != null) versions.put(library, version);
            } catch (ClassNotFoundException e) {
                // whoever measures without ONNX files need not have it
            }
        });
        for (String each : COMPUTING) {
            String file = "/META-INF/maven/" + each + "/pom.properties";
            InputStream in = Platform.class.getResourceAsStream(file);
            if (in != null) versions.put(each, properties(in).getProperty("version"));
        }
        return versions;
    }

    private static Properties properties(InputStream in) {
        Properties properties = new Properties();
        try (in) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
