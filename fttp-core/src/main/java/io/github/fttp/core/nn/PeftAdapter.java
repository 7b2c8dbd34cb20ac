package io.github.fttp.core.nn;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * LoRA adapters in PEFT's layout: a folder with {@code adapter_config.json} and {@code adapter_model.safetensors}, whose
 * tensors are called {@code base_model.model.MODULE.lora_A.weight}. Source: PEFT 0.21, {@code LoraConfig} and {@code
 * save_pretrained}. Ranks and alphas by pattern, rsLoRA, DoRA and modules that trained whole are read; options that change the
 * arithmetic as nothing here does are refused by name.
 */
public final class PeftAdapter {
    /** Prefix that PEFT puts in front of a module's name. */
    public static final String PREFIX = "base_model.model.";

    private PeftAdapter() {}

    /**
     * Reads an adapter whose file calls modules as the model does, and attaches it.
     *
     * @throws BadCheckpoint as below
     */
    public static LoraAdapter attach(Path folder, Module model, Pool pool) {
        return attach(folder, model, pool, List.of(ModuleNames.same()));
    }

    /**
     * Reads an adapter and attaches it.
     *
     * @param names how such files may call the model's modules; the first by which all modules of the file are the model's
     *     counts
     * @throws BadCheckpoint if its settings are faulty or not supported, or it does not fit the model: a tensor is missing,
     *     left over or has another shape
     */
    public static LoraAdapter attach(Path folder, Module model, Pool pool, List<ModuleNames> names) {
        require(folder);
        PeftSettings settings = PeftSettings.read(folder);
        return new PeftReader(settings, PeftFile.open(folder), model, pool, names).attach();
    }

    /**
     * Refuses before any model is loaded what is no adapter.
     *
     * @throws BadCheckpoint if its settings are faulty or not supported
     */
    public static void require(Path folder) {
        if (!Files.isDirectory(folder)) {
            String found = Files.exists(folder) ? "is a file" : "is not there";
            throw new BadCheckpoint(folder, found + ", expected an adapter's folder");
        }
        PeftSettings.read(folder);
    }

    /**
     * An adapter's settings alone, for those who read its tensors otherwise.
     *
     * @throws BadCheckpoint if they are faulty or not supported, or those of a DoRA adapter
     */
    public static Lora settings(Path folder) {
        PeftSettings settings = PeftSettings.read(folder);
        if (settings.dora()) throw settings.json().field("use_dora").refuse("is true, which is not supported here");
        return settings.lora();
    }

    /**
     * Writes an adapter, to be loaded by PEFT: {@code PeftModel.from_pretrained(base, folder)}. Its weights carry a digest,
     * which {@link #attach} checks.
     *
     * @param folder made if it is not there
     * @param baseModel what the configuration calls the base model
     * @param fileName from our names of modules to those in the file: the same for current versions
     */
    public static void write(Path folder, LoraAdapter adapter, String baseModel, UnaryOperator<String> fileName) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CannotWrite(folder, e);
        }
        List<Parameter> whole = adapter.saved();
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Iterable<Parameter> all = Stream.concat(adapter.parameters().stream(), whole.stream())::iterator;
        for (Parameter parameter : all) {
            tensors.put(PREFIX + fileName.apply(parameter.name()), parameter.value());
        }
        Safetensors.writeSealed(folder.resolve(PeftFile.STEM + ".safetensors"), tensors, Map.of("format", "pt"));
        Json.write(folder.resolve(PeftSettings.FILE), config(adapter, modules(whole, fileName), baseModel, fileName));
    }

    /** The modules that parameters belong to, each once. */
    private static List<String> modules(List<Parameter> parameters, UnaryOperator<String> fileName) {
        return parameters.stream()
                .map(parameter -> fileName.apply(parameter.name()))
                .map(name -> name.substring(0, name.lastIndexOf('.')))
                .distinct()
                .toList();
    }

    private static ObjectNode config(
            LoraAdapter adapter, List<String> saved, String baseModel, UnaryOperator<String> fileName) {
        Lora settings = adapter.settings();
        ObjectNode config = Json.object();
        config.put("peft_type", "LORA").put("task_type", "CAUSAL_LM").put("base_model_name_or_path", baseModel);
        if (adapter.isDecomposed()) config.put("use_dora", true);
        config.put("r", settings.rank()).put("lora_alpha", settings.alpha());
        config.put("lora_dropout", settings.dropout()).put("use_rslora", settings.rankStabilized());
        ObjectNode ranks = config.putObject("rank_pattern");
        ObjectNode alphas = config.putObject("alpha_pattern");
        for (LowRank layer : adapter.layers()) {
            String key = fileName.apply(layer.module()); // a whole name is read by every version of PEFT
            if (layer.rank() != settings.rank()) ranks.put(key, layer.rank());
            if (layer.alpha() != settings.alpha()) alphas.put(key, layer.alpha());
        }
        config.put("bias", "none").put("fan_in_fan_out", false);
        config.put("inference_mode", true).put("init_lora_weights", true);
        if (!saved.isEmpty()) saved.forEach(config.putArray("modules_to_save")::add);
        putTargets(config, adapter, fileName);
        return config;
    }

    /** Short where the file's names let them be, else the whole names of all. */
    private static void putTargets(ObjectNode config, LoraAdapter adapter, UnaryOperator<String> fileName) {
        List<String> modules = adapter.layers().stream().map(LowRank::module).toList();
        List<String> targets = modules.stream().map(fileName).toList();
        if (adapter.settings().targets() instanceof LoraTargets.Named named
                && named.names().stream().allMatch(name -> name.matches("\\w+"))) {
            // An image encoder's projections may be called as the decoder's are: last parts would put adapters there,
            // too.
            boolean isPart = modules.stream().allMatch(name -> name.startsWith("model.language_model."));
            if (!isPart) {
                targets = named.names();
            } else if (targets.stream().allMatch(name -> name.contains("language_model."))) {
                config.put("target_modules", ".*language_model.*\\.(" + String.join("|", named.names()) + ")");
                return;
            }
        }
        // An expression that was given is not written: it may match other parts of a model than the one it was applied
        // to.
        targets.forEach(config.putArray("target_modules")::add);
    }
}
