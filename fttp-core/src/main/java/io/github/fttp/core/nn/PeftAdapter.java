package io.github.fttp.core.nn;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.core.io.Checkpoint;
import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * LoRA adapters in PEFT's layout: a folder with {@code adapter_config.json} and {@code adapter_model.safetensors}, whose
 * tensors are called {@code base_model.model.MODULE.lora_A.weight}. Source: PEFT 0.21, {@code LoraConfig} and {@code
 * save_pretrained}. Settings that change the arithmetic as nothing here does (DoRA, ranks by pattern...) are refused by name.
 */
public final class PeftAdapter {
    /** What PEFT puts in front of a module's name. */
    public static final String PREFIX = "base_model.model.";

    private static final String CONFIG = "adapter_config.json";
    private static final String WEIGHTS = "adapter_model";
    private static final List<String> UNSUPPORTED = List.of(
            "use_dora",
            "use_qalora",
            "use_bdlora",
            "lora_bias",
            "fan_in_fan_out",
            "layers_to_transform",
            "layer_replication",
            "exclude_modules",
            "target_parameters",
            "trainable_token_indices",
            "alora_invocation_tokens",
            "arrow_config",
            "megatron_config");
    private static final Set<String> HARMLESS = Set.of(
            "auto_mapping",
            "base_model_name_or_path",
            "corda_config",
            "ensure_weight_tying",
            "eva_config",
            "inference_mode",
            "layers_pattern",
            "loftq_config",
            "lora_ga_config",
            "megatron_core",
            "modules_to_save",
            "peft_type",
            "peft_version",
            "qalora_group_size",
            "revision",
            "runtime_config",
            "task_type");

    private PeftAdapter() {}

    /**
     * Reads an adapter's settings.
     *
     * @throws BadCheckpoint if they are faulty or not supported
     */
    public static Lora settings(Path folder) {
        if (!Files.isDirectory(folder)) throw new BadCheckpoint(folder, "is not an adapter's folder");
        Json json = Json.checkpoint(folder.resolve(CONFIG));
        ConfigFields config = ConfigFields.of(json);
        if (!json.field("peft_type").text().equals("LORA")) {
            throw json.field("peft_type").refuse("is " + json.field("peft_type").found() + ", supported is LORA");
        }
        UNSUPPORTED.forEach(config::mustBeOff);
        config.choice("bias", Map.of("none", true), "none");
        if (config.has("init_lora_weights")) requireBaseUntouched(json.field("init_lora_weights"));
        int rank = json.field("r").count(1);
        config.has("r");
        double alpha = config.has("lora_alpha") ? json.field("lora_alpha").number() : 8;
        double dropout = config.has("lora_dropout") ? json.field("lora_dropout").number() : 0;
        if (dropout < 0 || dropout >= 1) {
            throw json.field("lora_dropout").refuse("is " + dropout + ", expected at least 0 and less than 1");
        }
        config.has("target_modules");
        LoraTargets targets = targets(json.field("target_modules"));
        Map<String, Integer> ranks = pattern(config, "rank_pattern", value -> value.count(1));
        Map<String, Double> alphas = pattern(config, "alpha_pattern", Json::number);
        Lora settings = new Lora(rank, alpha, dropout, config.flag("use_rslora", false), targets, ranks, alphas);
        config.warnOfOthers(HARMLESS);
        return settings;
    }

    /** Values by expressions for names of modules, in the file's order. */
    private static <V> Map<String, V> pattern(ConfigFields config, String name, Function<Json, V> value) {
        Map<String, V> values = new LinkedHashMap<>();
        if (!config.has(name)) return values;
        Json field = config.json().field(name);
        for (String key : field.names()) {
            try {
                ModuleExpression.key(key, MatchBudget.forEachName());
            } catch (PatternSyntaxException e) {
                throw field.refuse(
                        "has the key \"" + key + "\", which is no regular expression: " + e.getDescription());
            }
            values.put(key, value.apply(field.field(key)));
        }
        return values;
    }

    /** Some ways to begin change the base model's weights, which then are not those of its files. */
    private static void requireBaseUntouched(Json init) {
        if (init.isText() && init.text().matches("(?i)(pissa|olora|loftq|corda|lora_ga).*")) {
            throw init.refuse("is " + init.found() + ", which changes the base model's weights: not supported");
        }
    }

    private static LoraTargets targets(Json field) {
        if (field.isArray() && !field.items().isEmpty()) {
            return LoraTargets.named(field.items().stream().map(Json::text).toArray(String[]::new));
        }
        if (field.isArray() || field.isNull()) throw field.refuse("is empty, expected the names of modules");
        if (field.text().equals("all-linear")) throw field.refuse("is all-linear, expected names or an expression");
        try {
            return LoraTargets.matching(field.text());
        } catch (PatternSyntaxException e) {
            throw field.refuse("is " + field.found() + ", which is no regular expression: " + e.getDescription());
        }
    }

    /**
     * Reads an adapter and attaches it.
     *
     * @param currentName from names of modules as older files have them to the model's; current ones stay
     * @throws BadCheckpoint if it does not fit the model: a tensor is missing, left over or has another shape
     */
    public static LoraAdapter attach(Path folder, Module model, Pool pool, UnaryOperator<String> currentName) {
        Lora settings = settings(folder);
        Path weights = folder.resolve(WEIGHTS + ".safetensors");
        if (Files.exists(weights)) Safetensors.open(weights).requireIntact();
        Checkpoint checkpoint = Checkpoint.open(folder, WEIGHTS, name -> {
            if (!name.startsWith(PREFIX)) return name;
            return currentName.apply(name.substring(PREFIX.length()));
        });
        List<String> modules = model.linears().stream().map(Linear::name).toList();
        // An expression may be written for the names of older files: then the file says which modules it means.
        if (settings.targets() instanceof LoraTargets.Matching) {
            String[] there = modules.stream()
                    .filter(name -> settings.targets().include(name) || checkpoint.has(name + ".lora_A.weight"))
                    .toArray(String[]::new);
            return attach(folder, there.length == 0 ? settings : narrowed(settings, there), model, checkpoint, pool);
        }
        return attach(folder, settings, model, checkpoint, pool);
    }

    private static Lora narrowed(Lora settings, String... modules) {
        boolean same = Arrays.stream(modules).allMatch(settings.targets()::include);
        return same ? settings : settings.on(LoraTargets.named(modules));
    }

    private static LoraAdapter attach(Path folder, Lora settings, Module model, Checkpoint checkpoint, Pool pool) {
        if (model.linears().stream().noneMatch(layer -> settings.targets().include(layer.name()))) {
            throw new BadCheckpoint(
                    folder.resolve(CONFIG),
                    "target_modules",
                    "are " + settings.targets(),
                    "the model has none of them");
        }
        LoraAdapter adapter = LoraAdapter.attach(settings, model, (name, shape) -> {
            Tensor value = pool.draw(shape); // a copy: it may train
            try (Tensor stored = checkpoint.require(name, shape, pool)) {
                value.set(stored.toArray());
                return new Parameter(name, value);
            } catch (RuntimeException e) {
                value.close();
                throw e;
            }
        });
        try {
            replaceSaved(folder, model, checkpoint, pool);
            checkpoint.requireAllRead(name -> false);
            return adapter;
        } catch (RuntimeException e) {
            adapter.close();
            throw e;
        }
    }

    /** Modules that were trained whole take the place of the base model's: PEFT's {@code modules_to_save}. */
    private static void replaceSaved(Path folder, Module model, Checkpoint checkpoint, Pool pool) {
        Optional<Json> saved = Json.checkpoint(folder.resolve(CONFIG)).optional("modules_to_save");
        if (saved.isEmpty()) return;
        for (Json module : saved.get().items()) {
            String within = "." + module.text() + ".";
            if (checkpoint.names().stream().noneMatch(name -> ("." + name).contains(within))) {
                throw module.refuse("is " + module.found() + ", of which " + WEIGHTS + ".safetensors has no weight");
            }
        }
        for (Parameter parameter : model.parameters()) {
            if (!checkpoint.has(parameter.name())) continue;
            Shape shape = parameter.value().shape();
            try (Tensor stored = checkpoint.require(parameter.name(), shape, pool)) {
                parameter.replace(pool.draw(shape).set(stored.toArray()));
            }
        }
    }

    /**
     * Writes an adapter, to be loaded by PEFT: {@code PeftModel.from_pretrained(base, folder)}. Its weights carry a digest,
     * which {@link #attach} checks.
     *
     * @param folder made if it is not there
     * @param saved parameters of the model itself that trained beside the adapter: PEFT's {@code modules_to_save}
     * @param baseModel what the configuration calls the base model
     * @param fileName from our names of modules to those in the file: the same for current versions
     */
    public static void write(
            Path folder, LoraAdapter adapter, List<Parameter> saved, String baseModel, UnaryOperator<String> fileName) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new CannotWrite(folder, e);
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Iterable<Parameter> all = Stream.concat(adapter.parameters().stream(), saved.stream())::iterator;
        for (Parameter parameter : all) {
            tensors.put(PREFIX + fileName.apply(parameter.name()), parameter.value());
        }
        Safetensors.writeSealed(folder.resolve(WEIGHTS + ".safetensors"), tensors, Map.of("format", "pt"));
        Json.write(folder.resolve(CONFIG), config(adapter, modules(saved, fileName), baseModel, fileName));
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
        if (settings.targets() instanceof LoraTargets.Matching expression) {
            config.put("target_modules", expression.regex());
        } else if (settings.targets() instanceof LoraTargets.Named named) {
            putNames(config, named, adapter.layers());
        }
        return config;
    }

    /** CLIP's projections are called as Llama's are: a list of last parts would put adapters there as well. */
    private static void putNames(ObjectNode config, LoraTargets.Named named, List<LowRank> layers) {
        boolean words = layers.stream().allMatch(layer -> layer.module().startsWith("model.language_model."));
        boolean plain = named.names().stream().allMatch(name -> name.matches("\\w+"));
        if (words && plain) {
            config.put("target_modules", ".*language_model.*\\.(" + String.join("|", named.names()) + ")");
            return;
        }
        ArrayNode list = config.putArray("target_modules");
        named.names().forEach(list::add);
    }
}
