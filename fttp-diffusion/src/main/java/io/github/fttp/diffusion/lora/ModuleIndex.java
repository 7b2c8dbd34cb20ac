package io.github.fttp.diffusion.lora;

import io.github.fttp.core.nn.Conv2d;
import io.github.fttp.core.nn.Linear;
import io.github.fttp.core.nn.Module;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The layers of a pipeline's parts that adapters can sit on, by the names that LoRA files have for them. Kohya's names have
 * underscores for dots, so a layer is found by writing all layers' names that way, not by splitting the file's; of a U-Net both its
 * own and the {@linkplain OriginalNames original} ones.
 */
final class ModuleIndex {
    /** Prefixes of a layer's name, and the part that each means; the first that fits counts. */
    private static final Map<String, String> DOTTED = new LinkedHashMap<>();

    private static final Map<String, String> FLAT = new LinkedHashMap<>();

    private static final String UNET = "unet";

    static {
        DOTTED.put("unet.", UNET);
        DOTTED.put("text_encoder_2.", "text_encoder_2");
        DOTTED.put("text_encoder.", "text_encoder");
        FLAT.put("lora_unet_", UNET);
        FLAT.put("lora_te_", "text_encoder");
        FLAT.put("lora_te1_", "text_encoder");
        FLAT.put("lora_te2_", "text_encoder_2");
    }

    /** The prefix that transformers 5 leaves out of a text encoder's names. */
    private static final String TEXT_MODEL = "text_model.";

    /** A layer of a part. */
    record Place(String part, String module) {}

    private final Map<String, Map<String, Module>> layers = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> flat = new HashMap<>();

    ModuleIndex(Map<String, ? extends Module> parts) {
        parts.forEach((part, model) -> {
            Map<String, Module> found = new LinkedHashMap<>();
            model.modules().forEach(module -> {
                if (module instanceof Linear linear) found.put(linear.name(), linear);
                if (module instanceof Conv2d convolution) found.put(convolution.name(), convolution);
            });
            layers.put(part, found);
            Map<String, String> names = new HashMap<>();
            if (part.equals(UNET)) {
                OriginalNames.of(found.keySet()).forEach((name, layer) -> names.put(flat(name), layer));
            }
            found.keySet().forEach(name -> names.put(flat(name), name));
            flat.put(part, names);
        });
    }

    private static String flat(String name) {
        return name.replace('.', '_');
    }

    Module layer(Place place) {
        return layers.get(place.part()).get(place.module());
    }

    /** The part that a name says, which need not be one of the pipeline's. */
    static Optional<String> part(String name) {
        for (Map<String, String> prefixes : List.of(DOTTED, FLAT)) {
            for (var prefix : prefixes.entrySet()) {
                if (name.startsWith(prefix.getKey())) return Optional.of(prefix.getValue());
            }
        }
        return Optional.empty();
    }

    boolean hasPart(String part) {
        return layers.containsKey(part);
    }

    /** The layer that a file's name means. */
    Optional<Place> find(String name) {
        for (var prefix : DOTTED.entrySet()) {
            if (name.startsWith(prefix.getKey())) {
                return dotted(prefix.getValue(), name.substring(prefix.getKey().length()));
            }
        }
        for (var prefix : FLAT.entrySet()) {
            if (name.startsWith(prefix.getKey())) {
                return flat(prefix.getValue(), name.substring(prefix.getKey().length()));
            }
        }
        // Without a part in front: old files of a U-Net alone.
        return layers.keySet().stream()
                .flatMap(part -> dotted(part, name).stream())
                .findFirst();
    }

    private Optional<Place> dotted(String part, String name) {
        Map<String, Module> known = layers.getOrDefault(part, Map.of());
        if (known.containsKey(name)) return Optional.of(new Place(part, name));
        return known.containsKey(TEXT_MODEL + name)
                ? Optional.of(new Place(part, TEXT_MODEL + name))
                : Optional.empty();
    }

    private Optional<Place> flat(String part, String name) {
        Map<String, String> known = flat.getOrDefault(part, Map.of());
        return Optional.ofNullable(known.getOrDefault(name, known.get(flat(TEXT_MODEL) + name)))
                .map(module -> new Place(part, module));
    }
}
