package io.github.fttp.core.nn;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The tensors of an adapter's {@code adapter_model.safetensors}, by the names that its modules have there: {@code
 * MODULE.lora_A.weight} and the like, and whole weights {@code MODULE.weight}.
 */
final class PeftFile {
    static final String STEM = "adapter_model";

    private static final String LORA = ".lora_";
    static final String A = ".lora_A.weight";
    static final String B = ".lora_B.weight";
    static final String MAGNITUDE = ".lora_magnitude_vector";

    /** An adapter's name, which PEFT takes out when it writes and other writers of its state do not. */
    private static final Pattern ADAPTER =
            Pattern.compile("(\\.lora_[AB]|\\.lora_magnitude_vector)\\.[^.]+(?=\\.weight$)");

    private final Path file;
    private final Checkpoint checkpoint;
    /** Names as asked for here, and those in the file. */
    private final Map<String, String> stored = new TreeMap<>();

    private final Set<String> asked = new HashSet<>();

    private PeftFile(Path file, Checkpoint checkpoint) {
        this.file = file;
        this.checkpoint = checkpoint;
    }

    /**
     * Opens the file of a folder and looks at every name and whether there is anything in it.
     *
     * @throws BadCheckpoint naming the tensor
     */
    static PeftFile open(Path folder) {
        Path file = folder.resolve(STEM + ".safetensors");
        refusePickled(folder, file);
        if (Files.exists(file)) Safetensors.open(file).requireIntact();
        PeftFile adapter = new PeftFile(file, Checkpoint.open(folder, STEM, name -> name));
        for (String name : adapter.checkpoint.names()) adapter.put(name);
        return adapter;
    }

    private static void refusePickled(Path folder, Path file) {
        Path pickled = folder.resolve(STEM + ".bin");
        if (!Files.exists(file) && Files.exists(pickled)) {
            throw new BadCheckpoint(
                    pickled,
                    "holds pickled weights, which can run code and are never read; convert them once in Python:"
                            + " PeftModel.from_pretrained(model, folder).save_pretrained(new_folder)");
        }
        // LLaVA's own scripts put the projector there, and without it the adapter is another one.
        Path beside = folder.resolve("non_lora_trainables.bin");
        if (Files.exists(beside)) {
            throw new BadCheckpoint(
                    beside,
                    "holds trained weights beside the adapter, pickled, which are never read; merge both into the model in"
                            + " Python and convert that");
        }
    }

    private void put(String name) {
        if (!name.startsWith(PeftAdapter.PREFIX)) {
            throw new BadCheckpoint(
                    file,
                    "tensor " + name,
                    "is not named as PEFT does",
                    "expected " + PeftAdapter.PREFIX + "MODULE" + A);
        }
        Shape shape = checkpoint.shape(name);
        if (shape.size() == 0) {
            throw new BadCheckpoint(
                    file,
                    "tensor " + name,
                    "has shape " + shape + " and so holds nothing",
                    "expected weights: DeepSpeed's ZeRO stage 3 leaves such tensors where the weights were not gathered"
                            + " before they were saved; save the adapter again with them gathered"
                            + " (stage3_gather_16bit_weights_on_model_save, or zero_to_fp32.py on the checkpoint)");
        }
        String bare = name.substring(PeftAdapter.PREFIX.length()).replace(".base_layer.", ".");
        bare = bare.replaceFirst("\\.modules_to_save(\\.default)?\\.", ".");
        bare = ADAPTER.matcher(bare).replaceFirst("$1");
        if (bare.endsWith(MAGNITUDE + ".weight")) bare = bare.substring(0, bare.length() - ".weight".length());
        String other = stored.put(bare, name);
        if (other != null) {
            throw new BadCheckpoint(file, "tensor " + name, "stands for " + bare, "and so does " + other);
        }
    }

    Path file() {
        return file;
    }

    boolean has(String name) {
        return stored.containsKey(name);
    }

    /** Names of tensors, without what all begin with. */
    Set<String> names() {
        return stored.keySet();
    }

    /** Whether a tensor is a part of an adapter, not a weight of the model itself. */
    static boolean isAdapters(String name) {
        return name.contains(LORA);
    }

    /** The module of a tensor: what stands before {@code .lora_...}, or before the last dot. */
    static String module(String name) {
        return name.substring(0, isAdapters(name) ? name.indexOf(LORA) : Math.max(0, name.lastIndexOf('.')));
    }

    /** The name that a tensor has in the file. */
    String inFile(String name) {
        return stored.get(name);
    }

    /**
     * A tensor's values in float32 memory of their own, which may train.
     *
     * @param expected who wants that shape, for the message
     */
    Parameter read(String name, String parameter, Shape shape, String expected, Pool pool) {
        float[] values = values(name, shape, expected, pool);
        return new Parameter(parameter, pool.draw(shape).set(values));
    }

    /** A tensor's values, which count as asked for. */
    float[] values(String name, Shape shape, String expected, Pool pool) {
        String inFile = stored.get(name);
        if (inFile == null) {
            throw new BadCheckpoint(file, "tensor " + PeftAdapter.PREFIX + name, "is missing", expected);
        }
        if (!checkpoint.shape(inFile).equals(shape)) {
            throw new BadCheckpoint(
                    file, "tensor " + inFile, "has shape " + checkpoint.shape(inFile), expected + " " + shape);
        }
        asked.add(name);
        try (Tensor read = checkpoint.require(inFile, shape, pool)) {
            return read.toArray();
        }
    }

    /** Refuses the first tensor that nobody asked for. */
    void requireAllRead() {
        for (String name : stored.keySet()) {
            if (asked.contains(name)) continue;
            throw new BadCheckpoint(
                    file,
                    "tensor " + stored.get(name),
                    "belongs to no part of the model",
                    PeftSettings.FILE + " does not ask for it");
        }
    }
}
