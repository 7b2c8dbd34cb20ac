package io.github.fttp.core.io;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fields of a model's {@code config.json}, each with the default that the reference class has for it.
 *
 * <p>A field that is absent has its default. One that is there and null has none: as in Python it switches off what can be
 * switched off ({@link #flag} is false, {@link #mustBeOff} is content), and where a value is needed it is refused by name.
 * The exceptions, which the reference itself has null for by default, are told by {@link #nullable}.
 *
 * <p>At the end {@link #warnOfOthers} or {@link #refuseOthers} names what nobody asked for.
 *
 * <p>Used by one thread, once.
 */
public final class ConfigFields {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigFields.class);

    /** Fields that every configuration of transformers may hold and no forward pass depends on. */
    private static final Set<String> HOUSEKEEPING = Set.of(
            "add_cross_attention",
            "architectures",
            "auto_map",
            "bad_words_ids",
            "begin_suppress_tokens",
            "bos_token_id",
            "chunk_size_feed_forward",
            "cross_attention_hidden_size",
            "decoder_start_token_id",
            "diversity_penalty",
            "do_sample",
            "dropout",
            "dtype",
            "early_stopping",
            "encoder_no_repeat_ngram_size",
            "eos_token_id",
            "exponential_decay_length_penalty",
            "finetuning_task",
            "forced_bos_token_id",
            "forced_eos_token_id",
            "id2label",
            "initializer_factor",
            "initializer_range",
            "is_decoder",
            "is_encoder_decoder",
            "label2id",
            "length_penalty",
            "max_length",
            "min_length",
            "model_type",
            "no_repeat_ngram_size",
            "num_beam_groups",
            "num_beams",
            "num_return_sequences",
            "output_attentions",
            "output_hidden_states",
            "output_scores",
            "pad_token_id",
            "prefix",
            "problem_type",
            "remove_invalid_values",
            "repetition_penalty",
            "return_dict",
            "return_dict_in_generate",
            "sep_token_id",
            "suppress_tokens",
            "task_specific_params",
            "temperature",
            "tf_legacy_loss",
            "tokenizer_class",
            "top_k",
            "top_p",
            "torch_dtype",
            "torchscript",
            "transformers_version",
            "typical_p",
            "unsloth_fixed",
            "unsloth_version",
            "use_cache");

    private static final Pattern VERSION = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})");
    private static final List<String> QUANTIZATION = List.of("quant_method", "bits", "load_in_4bit", "load_in_8bit");

    private final Json json;
    private final Set<String> asked = new TreeSet<>();
    private final Set<String> nullable = new TreeSet<>();

    private ConfigFields(Json json) {
        this.json = json;
    }

    /** @param json an object */
    public static ConfigFields of(Json json) {
        json.names();
        return new ConfigFields(json);
    }

    /** The fields of an object in this one, all of them at their defaults where it is absent. */
    public ConfigFields within(String name) {
        return of(has(name) ? json.field(name) : Json.checkpoint(json.file(), "{}".getBytes(StandardCharsets.UTF_8)));
    }

    /** From here on null in these fields means that they are absent: in the reference it is their default. */
    public ConfigFields nullable(String... names) {
        nullable.addAll(List.of(names));
        return this;
    }

    /** The object itself, for fields of other types; ask for them through {@link #has} so that they count as known. */
    public Json json() {
        return json;
    }

    /** Whether the field is there and not null. */
    public boolean has(String name) {
        asked.add(name);
        return json.optional(name).isPresent();
    }

    /** Whether the field is there and null, which is not the same as its absence. */
    public boolean isNull(String name) {
        asked.add(name);
        return json.has(name) && json.field(name).isNull();
    }

    /** Whether the field has a value of its own, which may be a null that is none for its type. */
    private boolean given(String name) {
        return has(name) || isNull(name) && !nullable.contains(name);
    }

    /** A whole number of at least {@code least}. */
    public int count(String name, int least, int otherwise) {
        return given(name) ? json.field(name).count(least) : otherwise;
    }

    /** Whole numbers of at least 1. */
    public List<Integer> counts(String name, List<Integer> otherwise) {
        if (!given(name)) return otherwise;
        List<Integer> counts =
                json.field(name).items().stream().map(each -> each.count(1)).toList();
        if (counts.isEmpty()) throw json.field(name).refuse("is empty, expected at least one number");
        return counts;
    }

    /** A whole number of at least 1 for each of {@code size} parts, given one by one or as one for all. */
    public List<Integer> counts(String name, int size, int otherwise) {
        if (!has(name) || !json.field(name).isArray()) return Collections.nCopies(size, count(name, 1, otherwise));
        List<Integer> counts = counts(name, List.of());
        if (counts.size() != size) {
            throw json.field(name).refuse("has " + counts.size() + " entries, expected " + size);
        }
        return counts;
    }

    public List<String> texts(String name, List<String> otherwise) {
        return given(name) ? json.field(name).items().stream().map(Json::text).toList() : otherwise;
    }

    /** Any finite number. */
    public double number(String name, double otherwise) {
        return given(name) ? json.field(name).number() : otherwise;
    }

    /** A finite number above 0. */
    public double positive(String name, double otherwise) {
        if (!given(name)) return otherwise;
        double value = json.field(name).number();
        if (value <= 0) throw json.field(name).refuse("is " + value + ", expected a number above 0");
        return value;
    }

    /** True or false; null is false. */
    public boolean flag(String name, boolean otherwise) {
        if (isNull(name)) return nullable.contains(name) && otherwise;
        return has(name) ? json.field(name).flag() : otherwise;
    }

    /** The value that a name stands for; other names are refused. */
    public <T> T choice(String name, Map<String, T> choices, String otherwise) {
        if (!given(name)) return choices.get(otherwise);
        T chosen = choices.get(json.field(name).text());
        if (chosen == null) {
            throw json.field(name)
                    .refuse("is " + json.field(name).found() + ", supported is one of "
                            + new TreeSet<>(choices.keySet()));
        }
        return chosen;
    }

    /** A square's side, given as one number or as two equal ones. */
    public int side(String name, int otherwise) {
        if (!given(name)) return otherwise;
        Json value = json.field(name);
        if (!value.isArray()) return value.count(1);
        if (value.items().size() != 2
                || value.items().get(0).count(1) != value.items().get(1).count(1)) {
            throw value.refuse("is " + value.node() + ", supported is a square");
        }
        return value.items().get(0).count(1);
    }

    /**
     * Refuses a setting that changes the arithmetic as nothing here does, unless it is null, false, 0, empty, or a list of
     * these.
     */
    public void mustBeOff(String name) {
        if (!has(name)) return;
        Json value = json.field(name);
        if (!isOff(value)) throw value.refuse("is " + value.node() + ", which is not supported; only without it");
    }

    /** Refuses quantised weights, by how they are: the rest of {@code quantization_config} may list every layer. */
    public void mustBeUnquantized() {
        if (!has("quantization_config")) return;
        Json value = json.field("quantization_config");
        if (isOff(value)) return;
        String how = value.found();
        if (value.isObject()) {
            ObjectNode said = ((ObjectNode) value.node()).deepCopy().retain(QUANTIZATION);
            if (!said.isEmpty()) how = said.toString();
        }
        throw value.refuse("is " + how + ", which is not supported; only without it");
    }

    private static boolean isOff(Json value) {
        return value.isNull()
                || value.node().isBoolean() && !value.flag()
                || value.isNumber() && value.node().doubleValue() == 0
                || value.node().isContainerNode() && value.node().isEmpty()
                || value.isArray() && value.items().stream().allMatch(ConfigFields::isOff);
    }

    /**
     * Whether a field holds a version, such as {@code 0.21.4} or {@code 0.40.0.dev0}, that comes before
     * {@code major.minor.0}; false where there is none.
     */
    public boolean isBefore(String name, int major, int minor) {
        if (!has(name) || !json.field(name).isText()) return false;
        Matcher version = VERSION.matcher(json.field(name).text());
        if (!version.lookingAt()) return false;
        int found = Integer.parseInt(version.group(1));
        return found < major || found == major && Integer.parseInt(version.group(2)) < minor;
    }

    /** Refuses a text other than this; where it is absent it stands for {@code otherwise}. */
    public void mustBe(String name, String supported, String otherwise) {
        String found = given(name) ? json.field(name).text() : otherwise;
        if (!found.equals(supported))
            throw json.refuse(name + " is \"" + found + "\", supported is \"" + supported + "\"");
    }

    /** Refuses a factor other than 1. */
    public void mustBeOne(String name) {
        if (number(name, 1) != 1)
            throw json.field(name).refuse("is " + json.field(name).node() + ", supported is 1");
    }

    /** Refuses another kind of model: {@code model_type} must be this where it is given. */
    public void mustBe(String modelType) {
        if (has("model_type") && !json.field("model_type").text().equals(modelType)) {
            throw json.field("model_type")
                    .refuse("is " + json.field("model_type").found() + ": wrong architecture, expected " + modelType);
        }
    }

    /**
     * Refuses another kind of model: {@code model_type} and {@code architectures} must be these where they are given. Within
     * another configuration the reference never looks at {@code architectures}, and some files name the whole model's there.
     */
    public void mustBe(String modelType, Set<String> architectures) {
        mustBe(modelType);
        if (!has("architectures") || !json.path().isEmpty()) return;
        for (Json architecture : json.field("architectures").items()) {
            if (!architectures.contains(architecture.text())) {
                throw architecture.refuse("is " + architecture.found() + ": wrong architecture, expected "
                        + String.join(" or ", new TreeSet<>(architectures)));
            }
        }
    }

    /**
     * Refuses the first field that was not asked for, is not known to be without effect on results, and is switched on: what
     * a later version of the reference added and this model uses would else be left out in silence. Names that begin with an
     * underscore are notes.
     */
    public void refuseOthers(Set<String> harmless) {
        for (String name : json.names()) {
            if (asked.contains(name) || harmless.contains(name) || name.startsWith("_")) continue;
            Json value = json.field(name);
            if (!isOff(value)) throw value.refuse("is " + value.found() + ", which is not known here; only without it");
        }
    }

    /**
     * Names, in the log, every field that was not asked for and is not known to be without effect on results. Names that begin
     * with an underscore are notes.
     */
    public void warnOfOthers(Set<String> harmless) {
        for (String name : json.names()) {
            if (asked.contains(name) || HOUSEKEEPING.contains(name) || harmless.contains(name)) continue;
            if (name.startsWith("_") || json.field(name).isNull()) continue;
            String place = json.path().isEmpty() ? name : json.path() + "." + name;
            LOG.warn("{}: {} is not known here and has no effect", json.file(), place);
        }
    }
}
