package io.github.fttp.mllm.compare;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.nn.Lora;
import io.github.fttp.core.nn.LoraTargets;
import io.github.fttp.metrics.compare.TextSettings;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of a language model that get adapters.
 *
 * @param first from 1
 * @param last at least the first
 */
record Blocks(int first, int last) {
    private static final Pattern RANGE = Pattern.compile("blocks (\\d{1,4})-(\\d{1,4})");

    /**
     * Reads what a setting calls them: {@code first half}, {@code second half} or {@code blocks 1-2}; without a word, those of the
     * task.
     *
     * @param all blocks of the model
     * @throws BadData if there are none such
     */
    static Blocks of(String part, TextSettings settings, int all) {
        if (part.isEmpty()) {
            int own = settings.blocks() == 0 ? all : settings.blocks();
            if (own > all) {
                throw new BadData("adapter.blocks", "is " + own + ", but the language model has " + all + " blocks");
            }
            return new Blocks(1, own);
        }
        int half = (all + 1) / 2;
        if (part.equals("first half")) return new Blocks(1, half);
        if (part.equals("second half")) return new Blocks(Math.min(half + 1, all), all);
        Matcher range = RANGE.matcher(part);
        if (range.matches()) {
            Blocks blocks = new Blocks(Integer.parseInt(range.group(1)), Integer.parseInt(range.group(2)));
            if (1 <= blocks.first && blocks.first <= blocks.last && blocks.last <= all) return blocks;
        }
        throw new BadData(
                "part",
                "is \"" + part + "\", expected \"first half\", \"second half\" or \"blocks 1-" + all + "\", or fewer");
    }

    /** The adapters. */
    Lora adapter(int rank) {
        return Lora.rank(rank).on(LoraTargets.llamaProjections(first, last));
    }
}
