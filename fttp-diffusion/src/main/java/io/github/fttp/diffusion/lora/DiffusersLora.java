package io.github.fttp.diffusion.lora;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Write;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.FolderAdvice;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.nn.Conv2d;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.LoraTargets;
import io.github.fttp.core.nn.LowRank;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.nn.PeftAdapter;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Adapters as diffusers' {@code load_lora_weights} reads them and {@code save_lora_weights} writes them: one safetensors
 * file whose tensors are called {@code unet.MODULE.lora_A.weight} and {@code unet.MODULE.lora_B.weight}.
 *
 * <p>Read are also adapters of the text encoder, convolutions, ranks and alphas of each layer's own, older names ({@code
 * lora.down}, attention processors), those of kohya's trainer ({@code lora_unet_down_blocks_0_...lora_down.weight} with
 * {@code .alpha} beside it) and folders of PEFT. A layer's share is {@code alpha / rank B A}, where the alpha stands beside
 * the tensors, in the file's notes or in {@code adapter_config.json}; {@code B A} without one. So it is with kohya's files
 * whose alphas differ, of which diffusers' loader loses some.
 */
public final class DiffusersLora {
    /** Name that diffusers gives the file. */
    public static final String FILE = "pytorch_lora_weights.safetensors";

    private static final String PEFT = "adapter_model.safetensors";
    private static final String PEFT_SETTINGS = "adapter_config.json";
    private static final Pattern PICKLED = Pattern.compile(".*(?=\\.(bin|ckpt|pt|pth)$)");
    private static final String PREFIX = "unet.";
    private static final String A = ".lora_A.weight";
    private static final String B = ".lora_B.weight";
    /** Where diffusers since 0.34 keeps the adapter's settings. */
    private static final String NOTES = "lora_adapter_metadata";
    /** Where settings come from, for messages. */
    private static final String SETTINGS = "settings (" + NOTES + ", " + PEFT_SETTINGS + ")";
    /** What PEFT takes for rank and alpha where settings have none. */
    private static final int PEFT_STANDARD = 8;

    private DiffusersLora() {}

    /** The layers that adapters sit on where nothing else is asked for: those of all attentions. */
    public static LoraTargets attention() {
        return LoraTargets.named("to_q", "to_k", "to_v", "to_out.0");
    }

    /**
     * Writes an adapter. Older readers know of no scale, so that is multiplied into B: the adapter read again has another
     * alpha and does the same. Nor do they know of several ranks, so that all have the largest, filled up with zeros.
     */
    public static void write(Path file, LoraAdapter adapter, Engine engine) {
        int rank = adapter.layers().stream().mapToInt(LowRank::rank).max().orElseThrow();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try {
            for (LowRank layer : adapter.layers()) {
                tensors.put(
                        PREFIX + layer.module() + A, filledUp(engine, layer.a().value(), 1, 0, rank));
                tensors.put(
                        PREFIX + layer.module() + B, filledUp(engine, layer.b().value(), layer.scale(), 1, rank));
            }
            Safetensors.writeSealed(file, tensors, Map.of("format", "pt"));
        } finally {
            tensors.values().forEach(Tensor::close);
        }
    }

    /** The matrix times {@code scale}, with so many rows (dimension 0) or columns (1). */
    private static Tensor filledUp(Engine engine, Tensor matrix, float scale, int dim, int rank) {
        Tensor filled = engine.pool().draw(matrix.shape().with(dim, rank));
        engine.fill(0, filled);
        engine.copy(matrix, filled.slice(dim, 0, matrix.shape().dim(dim)));
        engine.scale(scale, filled, filled, Write.SET);
        return filled;
    }

    /**
     * Reads an adapter, a file, which may be PEFT's with its settings beside it, a folder of PEFT or one of diffusers, and puts
     * it on a pipeline. The layers' weights stay as they are, those of convolutions are replaced by copies in memory; closing what
     * is returned undoes both.
     *
     * @param parts {@code unet}, {@code text_encoder}: what the pipeline has
     * @throws BadCheckpoint if it does not fit: another model's or kind's, a tensor missing or left over
     */
    public static AppliedLora attach(Path file, Map<String, ? extends Module> parts, Engine engine) {
        Path weights = weights(file);
        boolean isPeft = weights.endsWith(PEFT)
                && (Files.isDirectory(file) || Files.exists(weights.resolveSibling(PEFT_SETTINGS)));
        Safetensors tensors = Safetensors.open(weights).requireIntact();
        ModuleIndex index = new ModuleIndex(parts);
        LoraFile read = new LoraFile(tensors, index, isPeft ? PeftAdapter.PREFIX : "");
        AppliedLora applied = new AppliedLora();
        try {
            for (var part : parts.entrySet()) {
                List<String> modules = read.modules(part.getKey());
                if (modules.isEmpty()) continue;
                Optional<Lora> told = isPeft ? Optional.of(settings(weights)) : notes(tensors, part.getKey());
                new Part(part.getKey(), read, index, told, engine).apply(part.getValue(), modules, applied);
            }
            return applied;
        } catch (RuntimeException e) {
            applied.close();
            throw e;
        }
    }

    private static Path weights(Path file) {
        if (!Files.isDirectory(file)) {
            refusePickled(file);
            return file;
        }
        List<Path> found = Stream.of(PEFT, FILE)
                .map(file::resolve)
                .filter(Files::isRegularFile)
                .toList();
        if (found.size() == 1) return found.get(0);
        String expected = ", expected one of " + PEFT + " (PEFT) and " + FILE + " (diffusers)";
        if (!found.isEmpty()) throw new BadCheckpoint(file, "holds two adapters" + expected);
        refusePickled(file.resolve("pytorch_lora_weights.bin"));
        refusePickled(file.resolve("adapter_model.bin"));
        throw new BadCheckpoint(file, "holds no adapter" + expected + FolderAdvice.toAdapters(file, PEFT, FILE));
    }

    private static Lora settings(Path weights) {
        return PeftAdapter.settings(weights.toAbsolutePath().getParent());
    }

    private static void refusePickled(Path file) {
        Matcher name = PICKLED.matcher(file.getFileName().toString());
        if (!name.lookingAt() || !Files.exists(file)) return;
        throw new BadCheckpoint(
                file,
                "pickled weights can run code and are never read; save them as safetensors in Python: "
                        + "safetensors.torch.save_file(torch.load(\"" + file + "\", weights_only=True), \""
                        + file.resolveSibling(name.group() + ".safetensors") + "\")");
    }

    /** A part of the pipeline, and what of the file is for it. */
    private record Part(String name, LoraFile file, ModuleIndex index, Optional<Lora> told, Engine engine) {
        void apply(Module model, List<String> modules, AppliedLora applied) {
            Map<String, Lora.Layer> layers = layers(modules);
            Map<String, Lora.Layer> linears = new LinkedHashMap<>();
            Lora settings = told.orElse(Lora.rank(1))
                    .on(LoraTargets.named(modules.toArray(String[]::new)))
                    .dropout(0);
            for (var layer : layers.entrySet()) {
                if (index.layer(place(layer.getKey())) instanceof Conv2d convolution) {
                    applied.give(
                            convolution.weight(),
                            changed(convolution.weight().value(), layer, settings.scale(layer.getValue())));
                } else {
                    linears.put(layer.getKey(), layer.getValue());
                }
            }
            if (!linears.isEmpty()) applied.add(LoraAdapter.attach(settings, linears, model, this::side));
        }

        private ModuleIndex.Place place(String module) {
            return new ModuleIndex.Place(name, module);
        }

        /** The rank is that of the tensors, which settings must agree to; the alpha stands beside them, else in settings. */
        private Map<String, Lora.Layer> layers(List<String> modules) {
            Map<String, Lora.Layer> fromNotes = fromNotes(modules);
            Map<String, Lora.Layer> layers = new LinkedHashMap<>();
            for (String module : modules) {
                int rank = file.rank(place(module));
                Lora.Layer noted = fromNotes.getOrDefault(module, new Lora.Layer(rank, rank));
                if (noted.rank() != rank) {
                    throw new BadCheckpoint(
                            file.file(),
                            "has tensors of rank " + rank + " for " + module + ", its " + SETTINGS + " ask for rank "
                                    + noted.rank() + " (" + PEFT_STANDARD + " where they say none)");
                }
                layers.put(
                        module, new Lora.Layer(rank, file.alpha(place(module)).orElse(noted.alpha())));
            }
            return layers;
        }

        private Map<String, Lora.Layer> fromNotes(List<String> modules) {
            try {
                return told.map(lora -> lora.layers(modules)).orElse(Map.of());
            } catch (IllegalArgumentException e) { // a pattern that is none, or that takes too long to match
                throw new BadCheckpoint(file.file(), "has a pattern in its " + SETTINGS + ": " + e.getMessage());
            }
        }

        private Parameter side(String tensor, Shape shape) {
            boolean isA = tensor.endsWith(A);
            String module = tensor.substring(0, tensor.length() - (isA ? A : B).length());
            float[] values = file.values(place(module), isA ? LoraKey.Role.A : LoraKey.Role.B);
            return new Parameter(tensor, engine.pool().draw(shape).set(values));
        }

        /** {@code W + s B A}, with all of a kernel's places in a row of {@code A}. */
        private Tensor changed(Tensor weight, Map.Entry<String, Lora.Layer> layer, float scale) {
            int rank = layer.getValue().rank();
            int out = weight.shape().dim(0);
            int row = Math.toIntExact(weight.shape().size() / out);
            float[] down = file.values(place(layer.getKey()), LoraKey.Role.A);
            float[] up = file.values(place(layer.getKey()), LoraKey.Role.B);
            Tensor sum = engine.pool().draw(weight.shape());
            try (Tensor a = engine.pool().draw(Shape.of(rank, row));
                    Tensor b = engine.pool().draw(Shape.of(out, rank))) {
                a.set(down);
                b.set(up);
                engine.scale(scale, b, b, Write.SET);
                engine.copy(weight, sum);
                engine.matmul(b, a, sum.reshape(out, row), Write.ADD);
            }
            return sum;
        }
    }

    /** The settings of a part in the notes of newer files; empty where there are none. */
    private static Optional<Lora> notes(Safetensors tensors, String part) {
        String notes = tensors.metadata().get(NOTES);
        if (notes == null) return Optional.empty();
        Json json = Json.checkpoint(tensors.file(), notes.getBytes(StandardCharsets.UTF_8));
        ConfigFields fields = ConfigFields.of(json).nullable(part + ".r", part + ".lora_alpha");
        if (json.names().stream().noneMatch(name -> name.startsWith(part + "."))) return Optional.empty();
        fields.mustBeOff(part + ".use_dora");
        Map<String, Integer> ranks = new LinkedHashMap<>();
        Map<String, Double> alphas = new LinkedHashMap<>();
        pattern(fields, part + ".rank_pattern")
                .forEach(each -> ranks.put(each.getKey(), each.getValue().count(1)));
        pattern(fields, part + ".alpha_pattern")
                .forEach(each -> alphas.put(each.getKey(), each.getValue().number()));
        Lora lora = Lora.rank(fields.count(part + ".r", 1, PEFT_STANDARD))
                .alpha(fields.number(part + ".lora_alpha", PEFT_STANDARD))
                .rankPattern(ranks)
                .alphaPattern(alphas);
        return Optional.of(fields.flag(part + ".use_rslora", false) ? lora.stabilized() : lora);
    }

    private static List<Map.Entry<String, Json>> pattern(ConfigFields fields, String name) {
        if (!fields.has(name)) return List.of();
        Json field = fields.json().field(name);
        return field.names().stream()
                .map(key -> Map.entry(key, field.field(key)))
                .toList();
    }
}
