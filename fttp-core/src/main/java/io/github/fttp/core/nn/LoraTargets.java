package io.github.fttp.core.nn;

import io.github.fttp.core.Check;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which linear layers get an adapter, told by their full names. */
public sealed interface LoraTargets {
    /** Whether the layer called {@code module} is one. */
    boolean include(String module);

    /** Layers whose name is one of these or ends in one after a dot, as PEFT matches a list of target modules. */
    static LoraTargets named(String... names) {
        return new Named(Arrays.asList(names));
    }

    /** Layers whose whole name matches, as PEFT matches target modules given as one string. */
    static LoraTargets matching(String regex) {
        return new Matching(regex);
    }

    /** The four projections of attention and the three of the feed-forward part. */
    static LoraTargets llamaProjections() {
        return named("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");
    }

    /**
     * The same of a language model's first blocks alone, also inside a LLaVA.
     *
     * @param blocks at least 1; more than there are means all
     * @throws IllegalArgumentException if it is less
     */
    static LoraTargets llamaProjections(int blocks) {
        Check.atLeast(1, blocks, "blocks");
        String numbers = IntStream.range(0, blocks).mapToObj(String::valueOf).collect(Collectors.joining("|"));
        return matching("((model|language_model)\\.)*layers\\.(" + numbers
                + ")\\.(self_attn\\.[qkvo]|mlp\\.(gate|up|down))_proj");
    }

    /** @param names last parts of names, or whole ones */
    record Named(List<String> names) implements LoraTargets {
        public Named {
            if (names.isEmpty()) throw new IllegalArgumentException("no names of layers for adapters");
            names = List.copyOf(names);
        }

        @Override
        public boolean include(String module) {
            return names.stream().anyMatch(name -> module.equals(name) || module.endsWith("." + name));
        }
    }

    /** @param regex in Java's syntax, which agrees with Python's on what configurations use */
    record Matching(String regex) implements LoraTargets {
        public Matching {
            Pattern.compile(regex);
        }

        @Override
        public boolean include(String module) {
            return module.matches(regex);
        }
    }
}
