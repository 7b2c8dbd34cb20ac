package io.github.fttp.mllm.llama;

import java.util.List;

/**
 * Which frequencies of a rotary embedding turn by which coordinate, where a place has three: time, height and width.
 *
 * <p>Source: transformers' {@code Qwen2_5_VLRotaryEmbedding} (one section behind the other) and {@code
 * Qwen3VLTextRotaryEmbedding} (interleaved).
 *
 * @param sizes frequencies of each coordinate; empty where a place has one coordinate only
 * @param interleaved whether the coordinates take turns: height has every third frequency from the second on, width from the
 *     third, and time what is left
 */
public record RopeSections(List<Integer> sizes, boolean interleaved) {
    private static final int COORDINATES = 3;

    public RopeSections {
        sizes = List.copyOf(sizes);
    }

    /** One coordinate turns all frequencies. */
    public static RopeSections none() {
        return new RopeSections(List.of(), false);
    }

    /** Whether so many frequencies can be shared out. */
    boolean fit(int frequencies) {
        if (sizes.isEmpty()) return true;
        if (interleaved) return sizes.size() == COORDINATES;
        return sizes.stream().mapToInt(Integer::intValue).sum() == frequencies;
    }

    /** The coordinate of each frequency. */
    int[] axes(int frequencies) {
        int[] axes = new int[frequencies];
        if (interleaved) {
            for (int i = 0; i < frequencies; i++) {
                int axis = i % COORDINATES;
                if (axis > 0 && i < COORDINATES * sizes.get(axis)) axes[i] = axis;
            }
            return axes;
        }
        int from = 0;
        for (int section = 0; section < sizes.size(); section++) {
            for (int i = 0; i < sizes.get(section); i++) axes[from++] = section % COORDINATES;
        }
        return axes;
    }
}
