package io.github.fttp.mllm.llama;

import io.github.fttp.core.io.ConfigFields;
import io.github.fttp.core.io.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A rotary embedding's settings: {@code rope_theta} and {@code rope_scaling} of transformers 4, or {@code
 * rope_parameters} of 5, which holds both.
 */
record RopeFields(double theta, RopeScaling scaling, RopeSections sections) {

    private enum Kind {
        DEFAULT,
        LINEAR,
        LLAMA3
    }

    private static final Map<String, Kind> KINDS =
            Map.of("default", Kind.DEFAULT, "linear", Kind.LINEAR, "llama3", Kind.LLAMA3);

    private static final Map<String, Kind> SECTIONED_KINDS =
            Map.of("default", Kind.DEFAULT, "mrope", Kind.DEFAULT, "linear", Kind.LINEAR, "llama3", Kind.LLAMA3);

    private static final String[] NULLABLE = {"rope_theta", "original_max_position_embeddings", "partial_rotary_factor"
    };

    /**
     * @param maxPositions stands in for {@code original_max_position_embeddings} where that is missing
     * @param absent what absent fields mean; where it has sections, {@code mrope_section} says others
     */
    static RopeFields read(ConfigFields config, int maxPositions, RopeFields absent) {
        config.nullable(NULLABLE);
        RopeSections absentSections = absent.sections;
        double theta = config.positive("rope_theta", absent.theta);
        // The reference prefers the older field where both are there.
        boolean older = config.has("rope_scaling")
                && !config.json().field("rope_scaling").node().isEmpty();
        boolean newer = config.has("rope_parameters");
        requireWhole(config);
        int original = config.count("original_max_position_embeddings", 1, maxPositions);
        boolean outside = config.has("original_max_position_embeddings");
        if (!older && !newer) return new RopeFields(theta, absent.scaling, absentSections);

        Json place = config.json().field(older ? "rope_scaling" : "rope_parameters");
        ConfigFields rope = ConfigFields.of(place).nullable(NULLABLE).nullable("type", "rope_type");
        Kind kind = kind(rope, absentSections.sizes().isEmpty() ? KINDS : SECTIONED_KINDS);
        theta = rope.positive("rope_theta", theta);
        requireWhole(rope);
        int inside = rope.count("original_max_position_embeddings", 1, original);
        RopeScaling scaling =
                switch (kind) {
                    case DEFAULT -> new RopeScaling.None();
                    case LINEAR -> new RopeScaling.Linear(required(rope, "factor"));
                    case LLAMA3 -> llama3(rope, outside ? original : inside);
                };
        RopeSections sections = absentSections;
        if (!absentSections.sizes().isEmpty()) {
            List<Integer> sizes = rope.counts("mrope_section", absentSections.sizes());
            sections = new RopeSections(sizes, absentSections.interleaved());
            rope.has("mrope_interleaved"); // follows from the kind of decoder
        }
        rope.warnOfOthers(Set.of());
        return new RopeFields(theta, scaling, sections);
    }

    private static Kind kind(ConfigFields rope, Map<String, Kind> kinds) {
        Kind older = rope.choice("type", kinds, "default");
        return rope.has("rope_type") ? rope.choice("rope_type", kinds, "default") : older;
    }

    private static RopeScaling llama3(ConfigFields rope, int positions) {
        double low = required(rope, "low_freq_factor");
        double high = required(rope, "high_freq_factor");
        if (high <= low) {
            throw rope.json().field("high_freq_factor").refuse("is " + high + ", expected more than low_freq_factor");
        }
        return new RopeScaling.Llama3(required(rope, "factor"), low, high, positions);
    }

    private static double required(ConfigFields rope, String name) {
        rope.json().field(name).number();
        return rope.positive(name, 0);
    }

    private static void requireWhole(ConfigFields config) {
        if (config.positive("partial_rotary_factor", 1) != 1) {
            throw config.json()
                    .field("partial_rotary_factor")
                    .refuse("is " + config.json().field("partial_rotary_factor").found()
                            + ", supported is only 1 (all of a head turns)");
        }
    }
}
