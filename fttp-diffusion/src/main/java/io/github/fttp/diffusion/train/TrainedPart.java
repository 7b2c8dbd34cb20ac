package io.github.fttp.diffusion.train;

import io.github.fttp.core.nn.Lora;
import io.github.fttp.diffusion.lora.DiffusersLora;
import io.github.fttp.diffusion.unet.UNetPart;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The part of a U-Net that trains. */
public sealed interface TrainedPart {
    /** The rank of adapters where none is asked for. */
    int RANK = 16;

    /** All weights. */
    static TrainedPart all() {
        return new Weights(UNetPart.FULL, "full");
    }

    /** The attention to words. */
    static TrainedPart crossAttention() {
        return new Weights(UNetPart.CROSS_ATTENTION, "xattn");
    }

    /** The weights of a part. */
    static TrainedPart of(UNetPart part) {
        return switch (part) {
            case FULL -> all();
            case CROSS_ATTENTION -> crossAttention();
            case WORD_KEYS_AND_VALUES -> new Weights(part, "xattn-kv");
            case UNCONDITIONAL -> new Weights(part, "unconditional");
        };
    }

    /**
     * Reads {@code full}, {@code xattn}, {@code xattn-kv}, {@code unconditional}, {@code lora}, in any case, a {@link UNetPart}
     * as tasks have it, such as {@code cross-attention}, or a regular expression that parameters' whole names match.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    static TrainedPart parse(String text) {
        if (text.equalsIgnoreCase("lora")) return lora(RANK);
        for (UNetPart each : UNetPart.values()) {
            boolean named = each.name().replace('_', '-').equalsIgnoreCase(text);
            if (named || of(each).toString().equalsIgnoreCase(text)) return of(each);
        }
        try {
            return matching(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    text + " is neither full, xattn, xattn-kv, unconditional, lora nor a regular expression: "
                            + e.getDescription(),
                    e);
        }
    }

    /**
     * Weights by their names.
     *
     * @param names a regular expression that parameters' whole names match
     * @throws java.util.regex.PatternSyntaxException if it is none
     */
    static TrainedPart matching(String names) {
        return new Matching(Pattern.compile(names));
    }

    /** Adapters, which say themselves where they sit: {@code lora(Lora.rank(16).alpha(16).on(DiffusersLora.attention()))}. */
    static TrainedPart lora(Lora lora) {
        return new Adapters(lora);
    }

    /** Adapters of this rank on all attentions, alpha being the rank. */
    static TrainedPart lora(int rank) {
        return new Adapters(Lora.rank(rank).alpha(rank).on(DiffusersLora.attention()));
    }

    /** Whether a parameter of the U-Net itself trains, by its name. */
    boolean includes(String parameter);

    /** Weights of the U-Net's own; {@code word} stands for them in settings. */
    record Weights(UNetPart part, String word) implements TrainedPart {
        @Override
        public boolean includes(String parameter) {
            return part.includes(parameter);
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** Weights by their names. */
    record Matching(Pattern names) implements TrainedPart {
        @Override
        public boolean includes(String parameter) {
            return names.matcher(parameter).matches();
        }

        @Override
        public String toString() {
            return names.pattern();
        }
    }

    /** Adapters beside weights that stay as they are. */
    record Adapters(Lora lora) implements TrainedPart {
        @Override
        public boolean includes(String parameter) {
            return false;
        }

        @Override
        public String toString() {
            return lora.toString();
        }
    }
}
