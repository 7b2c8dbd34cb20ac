package io.github.fttp.core.nn;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.FolderAdvice;
import io.github.fttp.core.io.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.PatternSyntaxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settings of an {@code adapter_config.json}. Options that change the arithmetic as nothing here does are refused by name
 * where they are on; so is what is not known at all.
 *
 * @param lora rank, alpha, dropout and patterns; its targets are not the file's
 * @param dora whether each output has a length of its own beside the direction (DoRA)
 * @param trainsBiases whether biases of the model trained as well
 * @param targets which modules have an adapter, by the names that they had where it was made
 * @param saved the modules that trained whole
 * @param budget for all expressions of the file
 */
record PeftSettings(
        Json json,
        Lora lora,
        boolean dora,
        boolean trainsBiases,
        PeftTargets targets,
        List<Json> saved,
        MatchBudget budget) {
    private static final Logger LOG = LoggerFactory.getLogger(PeftSettings.class);

    static final String FILE = "adapter_config.json";

    private static final Set<String> UNSUPPORTED = Set.of(
            "alora_invocation_tokens",
            "arrow_config",
            "kasa_config",
            "layer_replication",
            "lora_bias",
            "megatron_config",
            "monteclora_config",
            "target_parameters",
            "trainable_token_indices",
            "use_bdlora",
            "use_qalora",
            "velora_config");
    /** Options that are read below, and those that no forward pass depends on: how the adapter began, where it came from. */
    private static final Set<String> KNOWN = Set.of(
            "alpha_pattern",
            "auto_mapping",
            "base_model_name_or_path",
            "bias",
            "corda_config",
            "ensure_weight_tying",
            "eva_config",
            "exclude_modules",
            "fan_in_fan_out",
            "inference_mode",
            "init_lora_weights",
            "layers_pattern",
            "layers_to_transform",
            "loftq_config",
            "lora_alpha",
            "lora_dropout",
            "lora_ga_config",
            "megatron_core",
            "modules_to_save",
            "peft_type",
            "peft_version",
            "qalora_group_size",
            "r",
            "rank_pattern",
            "revision",
            "runtime_config",
            "target_modules",
            "task_type",
            "unsloth_fixed",
            "use_dora",
            "use_rslora");

    /**
     * Reads the settings of an adapter's folder.
     *
     * @throws BadCheckpoint if they are faulty or not supported
     */
    static PeftSettings read(Path folder) {
        if (!Files.exists(folder.resolve(FILE))) {
            throw new BadCheckpoint(
                    folder,
                    "has no " + FILE + ", which says what an adapter is" + FolderAdvice.toAdapters(folder, FILE));
        }
        Json json = Json.checkpoint(folder.resolve(FILE));
        ConfigFields config = ConfigFields.of(json);
        if (!json.field("peft_type").text().equals("LORA")) {
            throw json.field("peft_type").refuse("is " + json.field("peft_type").found() + ", supported is LORA");
        }
        for (String name : json.names()) {
            if (!KNOWN.contains(name) && isOn(json.field(name).node())) refuseUnsupported(json.field(name), name);
        }
        if (config.flag("fan_in_fan_out", false)) {
            LOG.warn("{}: fan_in_fan_out is true and has no effect on linear layers, as in PEFT", json.file());
        }
        if (config.has("init_lora_weights")) requireBaseUntouched(json.field("init_lora_weights"));
        MatchBudget budget = MatchBudget.forAnAdapter();
        List<Json> saved =
                config.has("modules_to_save") ? json.field("modules_to_save").items() : List.of();
        return new PeftSettings(
                json,
                lora(config, budget),
                config.flag("use_dora", false),
                config.choice("bias", Map.of("none", false, "all", true, "lora_only", true), "none"),
                PeftTargets.read(config, saved.stream().map(Json::text).toList(), budget),
                saved,
                budget);
    }

    private static boolean isOn(JsonNode value) {
        return !(value.isNull()
                || value.isBoolean() && !value.asBoolean()
                || value.isNumber() && value.doubleValue() == 0
                || value.isTextual() && value.textValue().isEmpty()
                || value.isContainerNode() && value.isEmpty());
    }

    private static void refuseUnsupported(Json field, String name) {
        if (UNSUPPORTED.contains(name)) {
            throw field.refuse("is " + field.node() + ", which is not supported; only without it");
        }
        throw field.refuse("is " + field.node() + ", an option that is not known here; set it to null if what the"
                + " adapter computes does not depend on it");
    }

    private static Lora lora(ConfigFields config, MatchBudget budget) {
        int rank = config.count("r", 1, 8);
        double alpha = config.number("lora_alpha", 8);
        double dropout = config.number("lora_dropout", 0);
        if (dropout < 0 || dropout >= 1) {
            throw config.json().field("lora_dropout").refuse("is " + dropout + ", expected at least 0 and less than 1");
        }
        Map<String, Integer> ranks = pattern(config, "rank_pattern", value -> value.count(1), budget);
        Map<String, Double> alphas = pattern(config, "alpha_pattern", Json::number, budget);
        boolean stabilized = config.flag("use_rslora", false);
        return new Lora(rank, alpha, dropout, stabilized, LoraTargets.allLinear(), ranks, alphas);
    }

    /** Values by expressions for names of modules, in the file's order. */
    private static <V> Map<String, V> pattern(
            ConfigFields config, String name, Function<Json, V> value, MatchBudget budget) {
        Map<String, V> values = new LinkedHashMap<>();
        if (!config.has(name)) return values;
        Json field = config.json().field(name);
        for (String key : field.names()) {
            try {
                ModuleExpression.key(key, budget);
            } catch (PatternSyntaxException e) {
                throw field.refuse("has the key \"" + key + "\", which cannot be read as a regular expression: "
                        + e.getDescription());
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

    /**
     * Rank and alpha of a layer: by the name that it has in the file, else by another one that it is known by.
     *
     * @param names the file's first
     */
    Lora.Layer layer(ModulePatterns<Integer> ranks, ModulePatterns<Double> alphas, List<String> names) {
        return new Lora.Layer(first(ranks, names, lora.rank()), first(alphas, names, lora.alpha()));
    }

    private static <V> V first(ModulePatterns<V> patterns, List<String> names, V otherwise) {
        for (String name : names) {
            V value = patterns.of(name, null);
            if (value != null) return value;
        }
        return otherwise;
    }

    /** The refusal of an expression that cannot be matched in time. */
    BadCheckpoint refuse(ModuleExpression.TooMuchWork e) {
        return new BadCheckpoint(json.file(), e.getMessage());
    }
}
