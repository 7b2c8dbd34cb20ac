package io.github.fttp.examples.verify;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.tensor.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A folder with {@code io.safetensors}: inputs to compute from, and expected values to compare results with by name. */
final class GoldenCase {
    private static final Set<String> INTEGERS = Set.of("I8", "I16", "I32", "I64", "U8", "U16", "U32", "U64", "BOOL");

    private final Path folder;
    private final Json spec;
    private final Safetensors io;
    private final Map<String, float[]> values = new LinkedHashMap<>();
    private final Map<String, long[]> integers = new LinkedHashMap<>();

    GoldenCase(Path folder, Json spec) {
        this.folder = folder;
        this.spec = spec;
        this.io = Safetensors.open(folder.resolve("io.safetensors"));
    }

    Shape shape(String key) {
        return io.info(key).shape();
    }

    boolean has(String key) {
        return io.names().contains(key);
    }

    float[] floats(String key) {
        return io.floats(key);
    }

    /** A matrix of whole numbers. */
    int[][] matrix(String key) {
        Shape shape = shape(key);
        if (shape.rank() != 2) throw new BadData(folder, key + " has shape " + shape + ", expected [B, T]");
        long[] all = io.integers(key);
        int[][] rows = new int[shape.dim(0)][shape.dim(1)];
        for (int i = 0; i < all.length; i++) rows[i / shape.dim(1)][i % shape.dim(1)] = Math.toIntExact(all[i]);
        return rows;
    }

    /** A matrix of 0 and 1. */
    boolean[][] flags(String key) {
        int[][] rows = matrix(key);
        boolean[][] flags = new boolean[rows.length][];
        for (int b = 0; b < rows.length; b++) {
            flags[b] = new boolean[rows[b].length];
            for (int t = 0; t < flags[b].length; t++) flags[b][t] = rows[b][t] != 0;
        }
        return flags;
    }

    /** Notes a result. */
    void found(String key, float... result) {
        values.put(key, result);
    }

    /** Notes a result of whole numbers. */
    void found(String key, long[] result) {
        integers.put(key, result);
    }

    /** Whether the case asks for this key, or for one that begins so where it ends with a dot. */
    boolean wants(String key) {
        return wanted().stream().anyMatch(name -> key.endsWith(".") ? name.startsWith(key) : name.equals(key));
    }

    /** All keys the case asks for. */
    private Set<String> wanted() {
        Set<String> keys = new TreeSet<>();
        for (Json pattern : spec.field("what").items()) {
            String text = pattern.text();
            if (!text.endsWith(".*")) keys.add(text);
            else
                io.names().stream()
                        .filter(name -> name.startsWith(text.substring(0, text.length() - 1)))
                        .forEach(keys::add);
        }
        for (Json skipped : spec.optional("not_checked").map(Json::items).orElse(List.of())) {
            String text = skipped.text();
            if (text.endsWith("*")) keys.removeIf(key -> key.startsWith(text.substring(0, text.length() - 1)));
            else keys.remove(text);
        }
        return keys;
    }

    /** Compares everything the case asks for. */
    void compare(Comparisons out) {
        double atol = spec.field("atol").number();
        double rtol = spec.field("rtol").number();
        for (String key : wanted()) {
            if (!values.containsKey(key) && !integers.containsKey(key)) {
                throw spec.field("what").refuse("asks for " + key + ", which this kind of case does not compute");
            }
            if (INTEGERS.contains(io.info(key).type())) {
                long[] ours = integers.containsKey(key) ? integers.get(key) : whole(values.get(key));
                out.integers(key, ours, io.integers(key), where(key));
            } else if (key.startsWith("grad")) {
                out.gradient(
                        key,
                        values.get(key),
                        io.floats(key),
                        spec.field("grad_rtol").number());
            } else if (key.startsWith("adam")) {
                String field = spec.has("adamw_atol") ? "adamw_atol" : "adam_atol";
                out.values(
                        key, values.get(key), io.floats(key), spec.field(field).number(), 0);
            } else {
                out.values(key, values.get(key), io.floats(key), atol, rtol, where(key));
            }
        }
    }

    private static long[] whole(float[] values) {
        long[] whole = new long[values.length];
        for (int i = 0; i < whole.length; i++) whole[i] = (long) values[i];
        return whole;
    }

    /** Which elements of a key carry meaning: those whose leading position has a 1 in the key that the case names. */
    private boolean[] where(String key) {
        int size = Math.toIntExact(shape(key).size());
        boolean[] where = new boolean[size];
        String selector = selector(key);
        if (selector.isEmpty()) {
            Arrays.fill(where, true);
            return where;
        }
        long[] flags = io.integers(selector);
        if (flags.length == 0 || size % flags.length != 0) {
            throw spec.field("compare_where")
                    .refuse("selects " + key + " by " + selector + ", whose shape does not fit");
        }
        for (int i = 0; i < size; i++) where[i] = flags[i / (size / flags.length)] != 0;
        return where;
    }

    private String selector(String key) {
        if (!spec.has("compare_where")) return "";
        Json selectors = spec.field("compare_where");
        for (String pattern : selectors.names()) {
            boolean fits = pattern.endsWith("*")
                    ? key.startsWith(pattern.substring(0, pattern.length() - 1))
                    : key.equals(pattern);
            if (fits) return selectors.field(pattern).text();
        }
        return "";
    }
}
