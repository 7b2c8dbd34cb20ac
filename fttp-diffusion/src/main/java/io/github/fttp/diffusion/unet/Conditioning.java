package io.github.fttp.diffusion.unet;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.autograd.Var;
import io.github.fttp.core.engine.AttentionMask;
import io.github.fttp.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The conditioning of a batch: all that a U-Net is given of its prompts beside noisy latents and time steps. Plain values, which
 * outlive any tape.
 *
 * <p>States of a second text encoder lie behind those of the first in {@code D}. Embeddings of other kinds, SDXL's pooled text
 * and the {@link Framing} of its image, are {@code added} under the names that diffusers has for them; the U-Nets of Stable
 * Diffusion 1.x and 2.x take none.
 *
 * @param shape of the states, {@code [B, T, D]}
 * @param states of the text encoders' tokens, in row-major order
 * @param tokens to which of them pixels attend
 * @param added by name, {@code [B, W]} each
 */
public record Conditioning(Shape shape, float[] states, AttentionMask tokens, Map<String, float[]> added) {
    /** The name of a pooled text among what is added, {@code [B, W]}. */
    public static final String TEXT_EMBEDS = "text_embeds";

    /** The name of a framing among what is added, {@code [B, 6]}. */
    public static final String TIME_IDS = "time_ids";

    public Conditioning {
        if (shape.rank() != 3 || states.length != shape.size()) {
            throw new IllegalArgumentException(
                    states.length + " text states in a shape of " + shape + ", expected [B, T, D]");
        }
        added.forEach((name, values) -> {
            if (values.length % shape.dim(0) == 0) return;
            throw new IllegalArgumentException(
                    name + " has " + values.length + " values, which is no multiple of " + shape.dim(0) + " samples");
        });
        added = new LinkedHashMap<>(added);
    }

    /** Text states alone, all of whose tokens are attended to. */
    public static Conditioning of(Shape shape, float... states) {
        return new Conditioning(shape, states, AttentionMask.full(), Map.of());
    }

    /** Gives the images this framing, where that counts: for the U-Nets that take one. */
    public Conditioning framed(Framing framing) {
        return withTimeIds(framing.timeIds(shape.dim(0)));
    }

    /** Frames the images as those of {@code other}, of as many samples, where that counts. */
    public Conditioning framedAs(Conditioning other) {
        return withTimeIds(other.added.get(TIME_IDS));
    }

    private Conditioning withTimeIds(float... ids) {
        if (!added.containsKey(TIME_IDS)) return this;
        Map<String, float[]> others = new LinkedHashMap<>(added);
        others.put(TIME_IDS, ids);
        return new Conditioning(shape, states, tokens, others);
    }

    /** The batch of these, one behind the other. */
    public static Conditioning joined(List<Conditioning> parts) {
        Conditioning first = parts.get(0);
        int batch = 0;
        for (Conditioning part : parts) {
            if (!part.isLike(first)) {
                throw new IllegalArgumentException("conditioning of " + part + " differs in size from " + first);
            }
            batch += part.shape.dim(0);
        }
        Map<String, float[]> added = new LinkedHashMap<>();
        for (String name : first.added.keySet()) {
            added.put(name, values(parts, part -> part.added.get(name)));
        }
        return new Conditioning(
                first.shape.with(0, batch), values(parts, Conditioning::states), joinedTokens(parts), added);
    }

    private static float[] values(List<Conditioning> parts, Function<Conditioning, float[]> of) {
        float[] all =
                new float[parts.stream().map(of).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (Conditioning part : parts) {
            float[] values = of.apply(part);
            System.arraycopy(values, 0, all, at, values.length);
            at += values.length;
        }
        return all;
    }

    private static AttentionMask joinedTokens(List<Conditioning> parts) {
        List<boolean[]> keys = new ArrayList<>();
        for (Conditioning part : parts) {
            for (int b = 0; b < part.shape.dim(0); b++) keys.add(part.attended(b));
        }
        return AttentionMask.full().padded(keys.toArray(boolean[][]::new));
    }

    /** Which tokens of a sample are attended to. */
    private boolean[] attended(int sample) {
        if (tokens.keys().length > 0) return tokens.keys()[sample];
        boolean[] all = new boolean[shape.dim(1)];
        Arrays.fill(all, true);
        return all;
    }

    /** Whether both differ in values and in the number of samples alone, so that they can be joined. */
    public boolean isLike(Conditioning other) {
        return shape.with(0, 1).equals(other.shape.with(0, 1))
                && added.keySet().equals(other.added.keySet())
                && added.keySet().stream().allMatch(name -> width(name) == other.width(name));
    }

    private int width(String name) {
        return added.get(name).length / shape.dim(0);
    }

    /** The values on a tape, nothing of which trains; their memory goes back with the tape. */
    public Vars on(Tape tape) {
        Map<String, Var> others = new LinkedHashMap<>();
        added.forEach((name, values) -> others.put(name, constant(tape, Shape.of(shape.dim(0), width(name)), values)));
        return new Vars(constant(tape, shape, states), tokens, others);
    }

    private static Var constant(Tape tape, Shape shape, float... values) {
        return tape.constant(tape.drawKept(shape).set(values));
    }

    @Override
    public String toString() {
        return shape + (added.isEmpty() ? "" : " with " + added.keySet());
    }

    /**
     * A conditioning on a tape, as the U-Net takes it: what made it may train, such as a text encoder.
     *
     * @param states {@code [B, T, D]}
     * @param tokens to which of them pixels attend
     * @param added by name, {@code [B, W]} each
     */
    public record Vars(Var states, AttentionMask tokens, Map<String, Var> added) {
        /** Text states alone, all of whose tokens are attended to. */
        public static Vars of(Var states) {
            return new Vars(states, AttentionMask.full(), Map.of());
        }
    }
}
