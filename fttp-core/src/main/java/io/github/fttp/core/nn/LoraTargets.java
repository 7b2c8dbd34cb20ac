package io.github.fttp.core.nn;

import io.github.fttp.core.Check;
import java.util.Arrays;
import java.util.List;
import java.util.regex.PatternSyntaxException;
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

    /**
     * Layers whose whole name matches, as PEFT matches target modules given as one string. To look at a name takes no longer
     * than some milliseconds.
     *
     * @throws PatternSyntaxException if it is no regular expression
     */
    static LoraTargets matching(String regex) {
        return new Matching(ModuleExpression.of(regex, MatchBudget.forEachName()));
    }

    /** All linear layers but the output layer, PEFT's {@code all-linear}. */
    static LoraTargets allLinear() {
        return new AllLinear();
    }

    /** The four projections of attention and the three of the feed-forward part. */
    static LoraTargets llamaProjections() {
        return named("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");
    }

    /**
     * Targets the projections of a language model's first blocks alone, also inside a LLaVA.
     *
     * @param blocks at least 1; more than there are means all
     * @throws IllegalArgumentException if it is less
     */
    static LoraTargets llamaProjections(int blocks) {
        Check.atLeast(1, blocks, "blocks");
        return llamaProjections(1, blocks);
    }

    /**
     * Targets the projections of some of a language model's blocks alone, also inside a LLaVA.
     *
     * @param first from 1
     * @param last at least the first; more than there are means up to the last one
     */
    static LoraTargets llamaProjections(int first, int last) {
        Check.between(1, last, first, "first block");
        String numbers =
                IntStream.range(first - 1, last).mapToObj(String::valueOf).collect(Collectors.joining("|"));
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

        @Override
        public String toString() {
            return String.join(", ", names);
        }
    }

    /** A regular expression in Python's syntax. */
    final class Matching implements LoraTargets {
        private final ModuleExpression expression;

        Matching(ModuleExpression expression) {
            this.expression = expression;
        }

        /** The expression. */
        public String regex() {
            return expression.toString();
        }

        /** @throws IllegalArgumentException if it takes too long to tell */
        @Override
        public boolean include(String module) {
            return expression.matches(module);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Matching matching && matching.regex().equals(regex());
        }

        @Override
        public int hashCode() {
            return regex().hashCode();
        }

        @Override
        public String toString() {
            return regex();
        }
    }

    /** All linear layers but the output layer. */
    record AllLinear() implements LoraTargets {
        @Override
        public boolean include(String module) {
            return !module.equals("lm_head") && !module.endsWith(".lm_head");
        }

        @Override
        public String toString() {
            return "all-linear";
        }
    }
}
