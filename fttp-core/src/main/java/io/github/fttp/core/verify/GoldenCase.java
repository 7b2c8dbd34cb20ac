package io.github.fttp.core.verify;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** A folder with {@code io.safetensors}: inputs to compute from, and expected values to compare results with by name. */
public final class GoldenCase {
    private static final Set<String> INTEGERS = Set.of("I8", "I16", "I32", "I64", "U8", "U16", "U32", "U64", "BOOL");

    /** The label that Hugging Face takes for none. */
    private static final int IGNORED = -100;

    /** Keys of expected values; others are inputs and help for debugging. */
    private static final Pattern EXPECTED = Pattern.compile("(out|loss|grad\\w*|adamw?|sgd|merged)\\.");

    private final Json spec;
    private final Safetensors io;
    private final Map<String, float[]> values = new LinkedHashMap<>();
    private final Map<String, long[]> integers = new LinkedHashMap<>();

    public GoldenCase(Path folder, Json spec) {
        this.spec = spec;
        this.io = Safetensors.open(folder.resolve("io.safetensors"));
    }

    public Shape shape(String key) {
        return io.info(key).shape();
    }

    public boolean has(String key) {
        return io.names().contains(key);
    }

    /** Its values; whole numbers as float, too. */
    public float[] floats(String key) {
        return INTEGERS.contains(io.info(key).type()) ? floats(io.integers(key)) : io.floats(key);
    }

    /** A matrix of whole numbers. */
    public int[][] matrix(String key) {
        Shape shape = shape(key);
        if (shape.rank() != 2 || shape.size() == 0) {
            throw refuse(key, "has shape " + shape + ", expected [B, T]");
        }
        long[] all = io.integers(key);
        int[][] rows = new int[shape.dim(0)][shape.dim(1)];
        for (int i = 0; i < all.length; i++) rows[i / shape.dim(1)][i % shape.dim(1)] = Math.toIntExact(all[i]);
        return rows;
    }

    /** The case's {@code in.input_ids}, {@code [B][T]}. */
    public int[][] ids() {
        return matrix("in.input_ids");
    }

    /** Which of the ids are attended; all where the case has no mask. */
    public boolean[][] attended() {
        int[][] mask = besideIds("in.attention_mask", 1);
        boolean[][] flags = new boolean[mask.length][mask[0].length];
        for (int b = 0; b < mask.length; b++) for (int t = 0; t < mask[b].length; t++) flags[b][t] = mask[b][t] != 0;
        return flags;
    }

    /** One label an id, {@code ignore_index} where none is to be predicted; everywhere so where the case has none. */
    public int[][] labels() {
        return besideIds("in.labels", ignored());
    }

    /** Gives the id that stands for no label. */
    public int ignored() {
        return spec.has("ignore_index") ? (int) spec.field("ignore_index").whole(Integer.MIN_VALUE, -1) : IGNORED;
    }

    /** How much of the concept each label carries; nothing where the case does not say. */
    public float[][] concept() {
        Shape shape = shape("in.input_ids");
        float[][] concept = new float[shape.dim(0)][shape.dim(1)];
        if (!has("in.concept_mask")) return concept;
        requireBesideIds("in.concept_mask");
        float[] all = floats("in.concept_mask");
        for (int b = 0; b < concept.length; b++) System.arraycopy(all, b * shape.dim(1), concept[b], 0, shape.dim(1));
        return concept;
    }

    private int[][] besideIds(String key, int otherwise) {
        if (has(key)) {
            requireBesideIds(key);
            return matrix(key);
        }
        int[][] rows =
                new int[shape("in.input_ids").dim(0)][shape("in.input_ids").dim(1)];
        for (int[] row : rows) Arrays.fill(row, otherwise);
        return rows;
    }

    private void requireBesideIds(String key) {
        if (!shape(key).equals(shape("in.input_ids"))) {
            throw refuse(key, "has shape " + shape(key) + ", in.input_ids has " + shape("in.input_ids"));
        }
    }

    /** Places of the ids; counted from 0, attended or not, where the case does not say, as the reference counts. */
    public int[][] positions() {
        if (has("in.position_ids")) return besideIds("in.position_ids", 0);
        int[][] positions =
                new int[shape("in.input_ids").dim(0)][shape("in.input_ids").dim(1)];
        for (int[] row : positions) Arrays.setAll(row, t -> t);
        return positions;
    }

    /** Ids in one row, each in the vocabulary. */
    public int[] flatIds(int vocabulary) {
        int[] flat = Arrays.stream(ids()).flatMapToInt(Arrays::stream).toArray();
        for (int id : flat) {
            if (id < 0 || id >= vocabulary) {
                throw refuse("in.input_ids", "holds " + id + ", the vocabulary has " + vocabulary);
            }
        }
        return flat;
    }

    /** The refusal of a tensor that is not as it should be. */
    public BadData refuse(String key, String what) {
        return new BadData(io.file(), key + " " + what);
    }

    /** Whole numbers, in row-major order. */
    public int[] integers(String key) {
        long[] all = io.integers(key);
        int[] values = new int[all.length];
        for (int i = 0; i < all.length; i++) values[i] = Math.toIntExact(all[i]);
        return values;
    }

    /** Notes a result. */
    public void found(String key, float... result) {
        values.put(key, result);
    }

    /** Notes a result of whole numbers. */
    public void found(String key, long[] result) {
        integers.put(key, result);
    }

    /** Notes the gradients of parameters under {@code prefix} and the names they have in the case; 0 where there is none. */
    public void foundGradients(String prefix, List<Parameter> parameters, UnaryOperator<String> name) {
        for (Parameter parameter : parameters) {
            int size = Math.toIntExact(parameter.value().shape().size());
            float[] none = new float[size];
            found(
                    prefix + name.apply(parameter.name()),
                    parameter.gradient().map(gradient -> gradient.toArray()).orElse(none));
        }
    }

    /** Whether the case asks for a key that begins so. */
    public boolean wants(String beginning) {
        return !wanted(beginning).isEmpty();
    }

    /** The keys that begin so and that the case asks for. */
    public List<String> wanted(String beginning) {
        return wanted().stream().filter(key -> key.startsWith(beginning)).toList();
    }

    private Set<String> wanted() {
        Set<String> keys = new TreeSet<>();
        for (Json pattern : spec.field("what").items()) keys.addAll(matching(pattern));
        for (Json pattern : spec.optional("not_checked").map(Json::items).orElse(List.of())) {
            keys.removeAll(matching(pattern));
        }
        return keys;
    }

    /** A key, or those in the file that begin with what stands before a {@code *}. */
    private List<String> matching(Json pattern) {
        String text = pattern.text();
        if (!text.endsWith("*")) return List.of(text);
        String beginning = text.substring(0, text.length() - 1);
        return io.names().stream().filter(key -> key.startsWith(beginning)).toList();
    }

    /** Compares everything the case asks for, and says what else there is to compare. */
    public void compare(Comparisons out) {
        Set<String> wanted = wanted();
        List<String> missing = new ArrayList<>();
        for (String key : wanted) {
            if (values.containsKey(key) || integers.containsKey(key)) compare(key, out);
            else missing.add(key);
        }
        for (String key : io.names()) {
            if (EXPECTED.matcher(key).lookingAt() && !wanted.contains(key)) {
                out.skipped(key, "case.json does not ask for it");
            }
        }
        for (Json pattern : spec.field("what").items()) {
            if (matching(pattern).isEmpty()) out.skipped(pattern.text(), "io.safetensors holds none");
        }
        if (!missing.isEmpty()) {
            throw spec.field("what")
                    .refuse("asks for what this kind of case does not compute from its inputs: "
                            + String.join(", ", missing));
        }
    }

    private void compare(String key, Comparisons out) {
        boolean whole = INTEGERS.contains(io.info(key).type());
        if (whole && integers.containsKey(key)) {
            out.integers(key, integers.get(key), io.integers(key), where(key));
            return;
        }
        float[] ours = values.containsKey(key) ? values.get(key) : floats(integers.get(key));
        float[] theirs = floats(key);
        if (key.startsWith("grad")) {
            out.gradient(key, ours, theirs, spec.field("grad_rtol").number());
        } else if (key.startsWith("sgd")) {
            out.values(key, ours, theirs, spec.field("sgd_atol").number(), 0);
        } else if (key.startsWith("adam")) {
            String field = spec.has("adamw_atol") ? "adamw_atol" : "adam_atol";
            out.values(key, ours, theirs, spec.field(field).number(), 0);
        } else if (spec.has("tolerances") && spec.field("tolerances").has(key)) {
            out.values(key, ours, theirs, spec.field("tolerances").field(key).number(), 0, where(key));
        } else {
            out.values(key, ours, theirs, toleranceOf(key), spec.field("rtol").number(), where(key));
        }
    }

    /** The absolute tolerance of a key: time steps and merged weights may have one of their own. */
    public double toleranceOf(String key) {
        String own = key.startsWith("out.timesteps") ? "timesteps_atol" : "merged_atol";
        boolean mayHave = key.startsWith("out.timesteps") || key.startsWith("merged.");
        return spec.field(mayHave && spec.has(own) ? own : "atol").number();
    }

    private static float[] floats(long... whole) {
        float[] floats = new float[whole.length];
        for (int i = 0; i < floats.length; i++) floats[i] = whole[i];
        return floats;
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
