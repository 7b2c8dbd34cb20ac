package io.github.fttp.diffusion.lora;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.nn.CheckpointWeights;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.LoraTargets;
import io.github.fttp.core.nn.LowRank;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Adapters as diffusers' {@code load_lora_weights} reads them and {@code save_lora_weights} writes them: one safetensors
 * file whose tensors are called {@code unet.MODULE.lora_A.weight} and {@code unet.MODULE.lora_B.weight}. Older names are
 * read: {@code lora.down} and {@code lora.up}, attention processors, {@code MODULE.alpha}.
 */
public final class DiffusersLora {
    /** What diffusers calls the file. */
    public static final String FILE = "pytorch_lora_weights.safetensors";

    private static final String PREFIX = "unet.";
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";
    private static final String ALPHA = ".alpha";
    /** Where diffusers since 0.34 keeps the adapter's settings. */
    private static final String NOTES = "lora_adapter_metadata";

    private static final List<String> UNSUPPORTED = List.of("alpha_pattern", "rank_pattern", "use_dora", "use_rslora");

    private DiffusersLora() {}

    /** The layers that adapters sit on where nothing else is asked for: those of all attentions. */
    public static LoraTargets attention() {
        return LoraTargets.named("to_q", "to_k", "to_v", "to_out.0");
    }

    /**
     * Writes an adapter. Older readers know of no scale, so that is multiplied into B: the adapter read again has another
     * alpha and does the same.
     */
    public static void write(Path file, LoraAdapter adapter, Engine engine) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<Tensor> scaled = new ArrayList<>();
        try {
            for (LowRank layer : adapter.layers()) {
                Tensor b = engine.pool().draw(layer.b().value().shape());
                scaled.add(b);
                engine.scale(layer.scale(), layer.b().value(), b, Write.SET);
                tensors.put(PREFIX + layer.module() + A, layer.a().value());
                tensors.put(PREFIX + layer.module() + B, b);
            }
            Safetensors.writeSealed(file, tensors, Map.of("format", "pt"));
        } finally {
            scaled.forEach(Tensor::close);
        }
    }

    /**
     * Reads an adapter and attaches it to a U-Net.
     *
     * @throws BadCheckpoint if it does not fit: another model's, a tensor missing or left over, layers of different ranks or
     *     scales
     */
    public static LoraAdapter attach(Path file, Module unet, Pool pool) {
        Safetensors.open(file).requireIntact();
        Checkpoint checkpoint = Checkpoint.file(file, DiffusersLora::currentName);
        List<String> modules = checkpoint.names().stream()
                .filter(name -> name.endsWith(A))
                .map(name -> name.substring(0, name.length() - A.length()))
                .toList();
        if (modules.isEmpty()) throw new BadCheckpoint(file, "holds no adapter of a U-Net");
        TreeSet<String> unknown = new TreeSet<>(modules);
        unet.linears().stream().map(Linear::name).toList().forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new BadCheckpoint(
                    file, "module " + unknown.first(), "is no layer of the U-Net", "one that adapters can sit on");
        }
        int rank = rank(file, checkpoint, modules);
        double alpha = alpha(file, checkpoint, modules, rank);
        Lora settings = Lora.rank(rank).alpha(alpha).on(LoraTargets.named(modules.toArray(String[]::new)));
        LoraAdapter adapter = LoraAdapter.attach(settings, unet, CheckpointWeights.of(checkpoint, pool));
        try {
            adapter.parameters().forEach(parameter -> parameter.thaw(pool));
            checkpoint.requireAllRead(name -> name.endsWith(ALPHA));
        } catch (RuntimeException e) {
            adapter.close();
            throw e;
        }
        return adapter;
    }

    private static int rank(Path file, Checkpoint checkpoint, List<String> modules) {
        TreeSet<Integer> ranks = new TreeSet<>();
        for (String module : modules) {
            Shape shape = checkpoint.shape(module + A);
            if (shape.rank() != 2 || shape.dim(0) < 1) {
                throw new BadCheckpoint(file, module + A, "has shape " + shape, "expected [rank, in]");
            }
            ranks.add(shape.dim(0));
        }
        if (ranks.size() > 1) {
            throw new BadCheckpoint(file, "rank", "is " + ranks + ", by layer", "supported is one for all");
        }
        return ranks.first();
    }

    /** From tensors beside the weights, as older files have it, or from the notes of newer ones; the rank without either. */
    private static double alpha(Path file, Checkpoint checkpoint, List<String> modules, int rank) {
        TreeSet<Double> alphas = new TreeSet<>();
        double noted = notedAlpha(file, rank);
        for (String module : modules) {
            boolean beside = checkpoint.has(module + ALPHA);
            if (beside && checkpoint.shape(module + ALPHA).size() != 1) {
                throw new BadCheckpoint(
                        file, module + ALPHA, "has shape " + checkpoint.shape(module + ALPHA), "expected one value");
            }
            alphas.add(beside ? checkpoint.floats(module + ALPHA)[0] : noted);
        }
        if (alphas.size() > 1 || !Double.isFinite(alphas.first())) {
            throw new BadCheckpoint(
                    file, "alpha", "is " + alphas + ", by layer", "supported is one finite value for all");
        }
        return alphas.first();
    }

    private static double notedAlpha(Path file, int rank) {
        String notes = Safetensors.open(file).metadata().get(NOTES);
        if (notes == null) return rank;
        Json json = Json.checkpoint(file, notes.getBytes(StandardCharsets.UTF_8));
        for (String field : UNSUPPORTED) {
            if (!json.has(PREFIX + field)) continue;
            JsonNode value = json.field(PREFIX + field).node();
            boolean off = value.isNull()
                    || value.isBoolean() && !value.asBoolean()
                    || value.isContainerNode() && value.isEmpty();
            if (!off) throw new BadCheckpoint(file, NOTES + "." + field, "is " + value, "which is not supported");
        }
        return json.has(PREFIX + "lora_alpha")
                ? json.field(PREFIX + "lora_alpha").number()
                : rank;
    }

    private static String currentName(String name) {
        String bare = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        return bare.replaceAll("\\.processor\\.(to_[qkv])_lora\\.", ".$1.lora.")
                .replace(".processor.to_out_lora.", ".to_out.0.lora.")
                .replace(".lora.down.weight", A)
                .replace(".lora.up.weight", B);
    }
}
