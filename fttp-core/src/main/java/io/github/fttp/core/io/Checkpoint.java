package io.github.fttp.core.io;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Mapping;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The weights of a model folder in Hugging Face layout: one safetensors file, or shards with an index. Weights are asked
 * for by name and shape; afterwards {@link #requireAllRead} refuses what nobody asked for.
 */
public final class Checkpoint {
    private final Path where;
    /** By the name the caller knows: the file that has it, and its name there. */
    private final Map<String, Place> places = new TreeMap<>();

    private final Set<String> read = new TreeSet<>();

    private record Place(Safetensors file, String name) {}

    private Checkpoint(Path where) {
        this.where = where;
    }

    /**
     * Refuses what is no model's folder as transformers writes them.
     *
     * @throws BadCheckpoint saying why
     */
    public static void requireFolder(Path path) {
        if (!Files.isDirectory(path)) {
            throw new BadCheckpoint(path, Files.exists(path) ? "is not a model folder" : "not found");
        }
        if (!Files.exists(path.resolve("config.json"))) {
            throw new BadCheckpoint(path, "is not a model folder: it has no config.json" + FolderAdvice.of(path));
        }
    }

    /**
     * Opens the weights of a folder: {@code STEM.safetensors}, or {@code STEM.safetensors.index.json} with its shards, or
     * where there is neither the same in half precision, {@code STEM.fp16.safetensors}.
     *
     * @param stem {@code model} for transformers, {@code diffusion_pytorch_model} for diffusers
     * @param rename from the file's names to those the caller asks by
     * @throws BadCheckpoint if there are none, or only pickled ones, or a shard does not hold what the index says
     */
    public static Checkpoint open(Path folder, String stem, UnaryOperator<String> rename) {
        if (!Files.isDirectory(folder)) throw new BadCheckpoint(folder, "is not a model folder");
        Path file = WeightFiles.in(folder, stem);
        return file.toString().endsWith(".json") ? shards(file, rename) : file(file, rename);
    }

    /** Opens one file. */
    public static Checkpoint file(Path file, UnaryOperator<String> rename) {
        Checkpoint checkpoint = new Checkpoint(file);
        Safetensors tensors = Safetensors.open(file);
        for (String name : tensors.names()) checkpoint.put(rename.apply(name), tensors, name);
        return checkpoint;
    }

    private static Checkpoint shards(Path index, UnaryOperator<String> rename) {
        Checkpoint checkpoint = new Checkpoint(index);
        Json map = Json.checkpoint(index).field("weight_map");
        Map<String, Safetensors> open = new HashMap<>();
        for (String name : map.names()) {
            String shard = map.field(name).text();
            if (!isFileName(shard)) {
                throw map.field(name)
                        .refuse("is " + map.field(name).found() + ", expected the name of a file beside it");
            }
            Safetensors tensors = open.computeIfAbsent(shard, file -> Safetensors.open(index.resolveSibling(file)));
            if (!tensors.names().contains(name)) {
                throw new BadCheckpoint(
                        tensors.file(), "tensor " + name, "is missing", index.getFileName() + " says it is here");
            }
            checkpoint.put(rename.apply(name), tensors, name);
        }
        return checkpoint;
    }

    private static boolean isFileName(String name) {
        try {
            return !name.isEmpty() && Path.of(name).equals(Path.of(name).getFileName());
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private void put(String name, Safetensors file, String nameThere) {
        Place other = places.put(name, new Place(file, nameThere));
        if (other != null) {
            throw new BadCheckpoint(
                    file.file(), "tensor " + nameThere, "stands for " + name, "and so does " + other.name());
        }
    }

    /** The names of all weights, as the caller asks by them. */
    public Set<String> names() {
        return places.keySet();
    }

    /** Whether there is a weight of this name. */
    public boolean has(String name) {
        return places.containsKey(name);
    }

    /** The shape of a weight that must be there. */
    public Shape shape(String name) {
        return require(name).file().info(require(name).name()).shape();
    }

    /** The values of a weight that must be there, whatever its type and shape; for few numbers. */
    public float[] floats(String name) {
        read.add(name);
        return floatsOf(name);
    }

    /**
     * Whether it holds the weights of another, of the same names, shapes and values. Values are compared as float32,
     * exactly: a weight that was rounded to float16 is another. Reads one weight of each after the other.
     *
     * @throws BadCheckpoint if one cannot be read or is of whole numbers
     */
    public boolean hasValuesOf(Checkpoint other) {
        return names().equals(other.names())
                && names().stream()
                        .allMatch(name -> shape(name).equals(other.shape(name))
                                && Arrays.equals(floatsOf(name), other.floatsOf(name)));
    }

    /**
     * Whether two weights that must be there are of the same type, shape and values, bit for bit.
     *
     * @throws BadCheckpoint if one cannot be read
     */
    public boolean areEqual(String one, String other) {
        Place first = require(one);
        Place second = require(other);
        Safetensors.Info a = first.file().info(first.name());
        Safetensors.Info b = second.file().info(second.name());
        if (!a.type().equals(b.type()) || !a.shape().equals(b.shape())) return false;
        long bytes = a.end() - a.begin();
        for (long at = 0; at < bytes; at += SafetensorsValues.BLOCK) {
            long end = Math.min(bytes, at + SafetensorsValues.BLOCK);
            try (Mapping left = first.file().map(a.begin() + at, a.begin() + end);
                    Mapping right = second.file().map(b.begin() + at, b.begin() + end)) {
                if (!left.bytes().equals(right.bytes())) return false;
            }
        }
        return true;
    }

    private float[] floatsOf(String name) {
        Place place = require(name);
        return place.file().floats(place.name());
    }

    /**
     * A weight that must be there, of this shape; mapped read-only where its type allows. The caller closes it.
     *
     * @throws BadCheckpoint naming the file, the weight, both shapes
     */
    public Tensor require(String name, Shape shape, Pool pool) {
        check(name, shape);
        Place place = require(name);
        return place.file().tensor(place.name(), pool);
    }

    /**
     * Checks it without reading it: names and shapes of a whole model are checked before memory is taken for its first weight.
     *
     * @throws BadCheckpoint naming the file, the weight, both shapes
     */
    public void check(String name, Shape shape) {
        Place place = require(name);
        Shape found = place.file().info(place.name()).shape();
        if (!found.equals(shape)) {
            throw new BadCheckpoint(
                    place.file().file(), "tensor " + place.name(), "has shape " + found, "config.json says " + shape);
        }
        read.add(name);
    }

    private Place require(String name) {
        Place place = places.get(name);
        if (place == null) throw new BadCheckpoint(where, "tensor " + name, "is missing", "config.json asks for it");
        return place;
    }

    /** Refuses weights that nobody asked for, unless {@code harmless} accepts their names. */
    public void requireAllRead(Predicate<String> harmless) {
        for (var entry : places.entrySet()) {
            if (read.contains(entry.getKey()) || harmless.test(entry.getKey())) continue;
            throw new BadCheckpoint(
                    entry.getValue().file().file(),
                    "tensor " + entry.getValue().name(),
                    "belongs to no part of the model",
                    "config.json does not ask for it");
        }
    }

    /**
     * Writes weights under the names, with the types and into the files they came from, with an index where there was one.
     * Tensors that nobody asked for are left out.
     *
     * @param folder where; it must be there
     * @param values by the names the caller asks by
     */
    public void write(Path folder, Map<String, Tensor> values) {
        write(folder, values, name -> false);
    }

    /**
     * Writes likewise, but weights that {@code exact} accepts are written as float32, whatever type they came in; a file that then
     * is no longer in half precision is not called so any more.
     */
    public void write(Path folder, Map<String, Tensor> values, Predicate<String> exact) {
        Map<Path, Map<String, Tensor>> files = new TreeMap<>();
        Map<String, String> types = new HashMap<>();
        ObjectNode index = Json.object();
        ObjectNode metadata = index.putObject("metadata");
        ObjectNode weightMap = index.putObject("weight_map");
        boolean finer = places.entrySet().stream()
                .anyMatch(entry -> values.containsKey(entry.getKey())
                        && exact.test(entry.getKey())
                        && !type(entry.getValue()).equals(FloatType.F32.name()));
        long bytes = 0;
        for (var entry : places.entrySet()) {
            Tensor value = values.get(entry.getKey());
            if (value == null) continue;
            Place place = entry.getValue();
            String stored = place.file().file().getFileName().toString();
            Path file = Path.of(finer ? WeightFiles.full(stored) : stored);
            String type = exact.test(entry.getKey()) ? FloatType.F32.name() : type(place);
            files.computeIfAbsent(file, name -> new TreeMap<>()).put(place.name(), value);
            types.put(place.name(), type);
            weightMap.put(place.name(), file.toString());
            bytes += value.shape().size() * FloatType.valueOf(type).bytes();
        }
        metadata.put("total_size", bytes);
        files.forEach(
                (file, tensors) -> Safetensors.write(folder.resolve(file), tensors, types, Map.of("format", "pt")));
        if (where.toString().endsWith(".json")) {
            String name = where.getFileName().toString();
            Json.write(folder.resolve(finer ? WeightFiles.full(name) : name), index);
        }
    }

    private static String type(Place place) {
        return place.file().info(place.name()).type();
    }

    /** Bytes that all weights take once they are read: two each where the file has bfloat16 or float16, else four. */
    public long bytes() {
        return infos().mapToLong(info -> info.shape().size() * bytes(info.type()))
                .sum();
    }

    private static int bytes(String type) {
        return FloatType.named(type)
                .map(FloatType::inMemory)
                .orElse(DType.FLOAT32)
                .bytes();
    }

    /** How many numbers all weights hold. */
    public long values() {
        return infos().mapToLong(info -> info.shape().size()).sum();
    }

    private Stream<Safetensors.Info> infos() {
        return places.values().stream().map(place -> place.file().info(place.name()));
    }
}
