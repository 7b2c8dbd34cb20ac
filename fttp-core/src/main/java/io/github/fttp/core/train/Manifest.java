package io.github.fttp.core.train;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Digest;
import io.github.fttp.core.io.Json;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * What a result depends on, kept beside it in {@code manifest.json}: whoever has all of this has the same bits.
 *
 * @param command the arguments that make it again, the command first; empty where a program made it
 * @param settings every choice that it depends on, those left to their defaults too: method, batch, seed, digest of samples
 * @param inputs SHA-256 of weights and data by their paths, absolute but in what is published, see {@link Digest}
 * @param platform what computed it
 * @param results SHA-256 of what was made, by paths within the folder of the manifest; empty until it is done
 */
public record Manifest(
        List<String> command,
        Map<String, String> settings,
        Map<String, String> inputs,
        Platform platform,
        Map<String, String> results) {
    /** Its name within a folder. */
    public static final String FILE = "manifest.json";

    private static final String FORMAT = "1";
    private static final String MISSING = "not there";
    /** The setting that names the folder of the model that a run began with. */
    static final String MODEL = "model";

    /** Copies what it is made of; inputs and results in the order of their names. */
    public Manifest {
        command = List.copyOf(command);
        settings = new LinkedHashMap<>(settings);
        inputs = new TreeMap<>(inputs);
        results = new TreeMap<>(results);
    }

    /**
     * Makes the manifest of what begins now, and digests its inputs.
     *
     * @param inputs files and folders
     * @throws BadData if one cannot be read
     */
    public static Manifest of(
            List<String> command, Map<String, String> settings, Collection<Path> inputs, Platform platform) {
        Map<String, String> digests = new TreeMap<>();
        for (Path each : inputs) {
            Path input = each.toAbsolutePath().normalize();
            digests.put(input.toString(), Digest.of(input));
        }
        return new Manifest(command, settings, digests, platform, Map.of());
    }

    /** With the digests of what was made. */
    public Manifest done(Map<String, String> made) {
        return new Manifest(command, settings, inputs, platform, made);
    }

    /** A copy that names something else that computed it. */
    public Manifest on(Platform other) {
        return new Manifest(command, settings, inputs, other, results);
    }

    /** A copy that names what lies in a folder by its path from there, for readers who have that folder elsewhere. */
    public Manifest from(Path folder) {
        Path there = folder.toAbsolutePath().normalize();
        Map<String, String> named = new TreeMap<>();
        inputs.forEach((input, digest) -> named.put(from(there, input), digest));
        List<String> called =
                command.stream().map(argument -> from(there, argument)).toList();
        return new Manifest(called, settings, named, platform, results);
    }

    private static String from(Path folder, String name) {
        return name.startsWith(folder + File.separator)
                ? name.substring(folder.toString().length() + 1)
                : name;
    }

    /** Writes it beside the file or folder that was made, as {@code NAME.manifest.json}, with its digest. */
    public void writeBeside(Path made) {
        done(Map.of("result", Digest.of(made))).write(beside(made));
    }

    private static Path beside(Path made) {
        return made.resolveSibling(made.getFileName() + "." + FILE);
    }

    /** Writes it. */
    public void write(Path file) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("format", FORMAT);
        json.put("command", command);
        json.put("settings", settings);
        json.put("inputs", inputs);
        json.put("platform", platform);
        json.put("results", results);
        Json.write(file, json);
    }

    /**
     * Reads one.
     *
     * @param path the file, or the folder or file that it is of
     * @throws BadData saying what was found and what was expected, or naming what in it is of another form
     */
    public static Manifest read(Path path) {
        Path file = file(path);
        Json json = Json.data(file).onlyKnows(Set.of("format", "command", "settings", "inputs", "platform", "results"));
        if (!json.field("format").text().equals(FORMAT)) {
            throw json.field("format").refuse("is not " + FORMAT + ": another version of this program wrote it");
        }
        Json platform = json.field("platform");
        return new Manifest(
                json.field("command").items().stream().map(Json::text).toList(),
                json.field("settings").texts(),
                json.field("inputs").texts(),
                new Platform(
                        platform.field("code").text(),
                        platform.field("engine").text(),
                        platform.field("threads").count(1),
                        platform.field("processor").text(),
                        platform.field("java").text(),
                        platform.field("libraries").texts()),
                json.field("results").texts());
    }

    /** Finds the file: within the folder that was made, beside what was made, or the path itself. */
    static Path file(Path path) {
        Path within = path.resolve(FILE);
        if (Files.exists(within)) return within;
        if (Files.exists(beside(path))) return beside(path);
        if (isOne(path)) return path;
        Path near = path.toAbsolutePath().normalize().resolveSibling(FILE);
        String found = !Files.exists(path)
                ? "is not there"
                : Files.isDirectory(path)
                        ? "is a folder without " + FILE
                        : "is no manifest and has none beside it ("
                                + beside(path).getFileName() + ")";
        String expected = Files.exists(near) && Files.isRegularFile(path)
                ? ": name the folder " + near.getParent() + ", which has one"
                : ": expected " + FILE + ", or the folder or file that it is of";
        throw new BadData(path, found + expected);
    }

    /** Whether a file is a manifest, whatever its name. */
    private static boolean isOne(Path file) {
        if (!Files.isRegularFile(file)) return false;
        if (file.toString().endsWith(FILE)) return true;
        try {
            return Json.data(file).names().contains("platform");
        } catch (BadData e) {
            return false;
        }
    }

    /** The folder of the model that the run began with; empty where there was none. */
    public Optional<String> model() {
        return Optional.ofNullable(settings.get(MODEL)).filter(inputs::containsKey);
    }

    /**
     * Gives the manifest of a run that is the same but for its model, and has made nothing yet.
     *
     * @throws BadData if it began with none
     */
    public Manifest onModel(Path other) {
        String old = model().orElseThrow(() -> new BadData("run", "began with no model"));
        String model = other.toAbsolutePath().normalize().toString();
        Map<String, String> digests = new TreeMap<>(inputs);
        digests.remove(old);
        digests.put(model, Digest.of(other));
        Map<String, String> changed = new LinkedHashMap<>(settings);
        changed.put(MODEL, model);
        List<String> call =
                command.stream().map(each -> each.equals(old) ? model : each).toList();
        return new Manifest(call, changed, digests, platform, Map.of());
    }

    /**
     * Requires that the same can be made again in this process: all inputs are as they were, and what computes does so likewise.
     *
     * @param warn is told what differs and may change bits, or may not: code, processor, libraries
     * @throws BadData naming all that differs
     */
    public void requireRepeatable(Consumer<String> warn) {
        try (Engine engine = platform.open()) {
            requireRepeatable(Platform.of(engine), warn);
        }
    }

    /**
     * Requires likewise that the same can be made again on another platform.
     *
     * @param now what would compute
     */
    public void requireRepeatable(Platform now, Consumer<String> warn) {
        List<String> differing = new ArrayList<>();
        inputs.forEach((name, digest) -> {
            Path input = Path.of(name);
            if (!Files.exists(input)) differing.add(name + missing(input));
            else if (!Digest.matches(input, digest)) differing.add(name + " has changed since");
        });
        differs(differing, "engine", platform.engine(), now.engine());
        differs(differing, "number of threads (system property fttp.threads)", platform.threads(), now.threads());
        if (!differing.isEmpty()) {
            throw new BadData("run", "cannot be repeated bit for bit: " + String.join("; ", differing));
        }
        List<String> doubtful = new ArrayList<>();
        differs(doubtful, "processor", platform.processor(), now.processor());
        differs(doubtful, "code", platform.code(), now.code());
        differs(doubtful, "Java", platform.java(), now.java());
        Set<String> libraries = new TreeSet<>(platform.libraries().keySet());
        libraries.addAll(now.libraries().keySet());
        for (String each : libraries) {
            String was = platform.libraries().getOrDefault(each, MISSING);
            differs(doubtful, each, was, now.libraries().getOrDefault(each, MISSING));
        }
        doubtful.forEach(each -> warn.accept(each + ": bits may differ"));
    }

    private static String missing(Path input) {
        return input.isAbsolute()
                ? " is not there any more"
                : " is not found (looked in " + Path.of("").toAbsolutePath() + ", where relative paths begin)";
    }

    private static void differs(List<String> found, String what, Object was, Object is) {
        if (!was.equals(is)) found.add("the " + what + " was " + was + ", here it is " + is);
    }

    /**
     * Compares what was made by the same run again.
     *
     * @return the names of results that are missing there or have other bits; empty where all are the same
     */
    public List<String> otherThan(Manifest again) {
        return results.entrySet().stream()
                .filter(each -> !each.getValue().equals(again.results.get(each.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }
}
