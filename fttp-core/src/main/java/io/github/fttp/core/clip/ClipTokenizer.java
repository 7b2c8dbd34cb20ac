package io.github.fttp.core.clip;

import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.text.TextSpan;
import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.core.text.Tokens;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts prompts into the ids that a text encoder takes. Source: transformers' {@code CLIPTokenizer} of version 5, whose ids
 * it gives (until version 4 that was the fast one; the slow one repaired broken Unicode and unescaped HTML where ftfy was
 * installed, which changes the ids of such prompts).
 *
 * <p>Case and runs of white space don't count. A prompt may spell special tokens, which then stand for themselves; in
 * Stable Diffusion 2 each {@code !} is one, the padding.
 */
public final class ClipTokenizer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClipTokenizer.class);
    /** No text encoder comes near; each prompt takes memory for as many ids. */
    private static final int MAX_LENGTH = 1 << 16;

    private static final TextSpan NOWHERE = new TextSpan(0, 0);

    private final Tokenizer tokenizer;
    private final int length;
    private final int start;
    private final int end;
    private final int padding;

    private ClipTokenizer(Tokenizer tokenizer, TokenizerSettings settings, int length) {
        this.tokenizer = tokenizer;
        this.length = length;
        start = tokenizer.id(settings.start().content()).orElseThrow();
        end = tokenizer.id(settings.end().content()).orElseThrow();
        padding = tokenizer.id(settings.padding().content()).orElseThrow();
    }

    /**
     * Reads a pipeline's folder {@code tokenizer}: {@code tokenizer.json}, or else {@code vocab.json} and {@code merges.txt},
     * with the settings and special tokens beside them.
     *
     * @param encoder of the pipeline: no id may be outside its vocabulary, no prompt longer than it has positions
     * @throws BadCheckpoint if a file is missing or damaged, or does not fit the text encoder
     */
    public static ClipTokenizer load(Path folder, ClipTextConfig encoder) {
        TokenizerSettings settings = TokenizerSettings.read(folder);
        int length = Math.min(settings.maxLength(), encoder.maxPositions());
        if (length < 2 || length > MAX_LENGTH) {
            throw new BadCheckpoint(
                    folder,
                    "the text encoder's max_position_embeddings",
                    "is " + encoder.maxPositions(),
                    "expected 2 to " + MAX_LENGTH + ", or a smaller model_max_length in tokenizer_config.json");
        }
        Json content = ClipVocabulary.read(folder, settings, encoder.vocabulary());
        return new ClipTokenizer(Tokenizer.of(content), settings, length);
    }

    /** How many ids every prompt becomes: 77 in all released models. */
    public int length() {
        return length;
    }

    /** One more than the largest id. */
    public int size() {
        return tokenizer.size();
    }

    /** The ids of tokens that stand for no text. */
    public Set<Integer> special() {
        Set<Integer> special = new HashSet<>(tokenizer.special().values());
        special.addAll(List.of(start, end, padding));
        return special;
    }

    /**
     * Start, the prompt's tokens, end, padding: {@link #length} ids. Of a longer prompt the last tokens are cut off, and a
     * warning shows what.
     */
    public EncodedPrompt encode(String prompt) {
        Tokens tokens = tokenizer.encodeWithSpelledSpecial(prompt);
        int count = Math.min(tokens.ids().length, length - 2);
        int[] ids = new int[length];
        Arrays.fill(ids, padding);
        ids[0] = start;
        System.arraycopy(tokens.ids(), 0, ids, 1, count);
        ids[1 + count] = end;
        List<TextSpan> spans = new ArrayList<>(tokens.spans().subList(0, count));
        spans.add(0, NOWHERE);
        while (spans.size() < length) spans.add(NOWHERE);
        String cut = count == tokens.ids().length
                ? ""
                : from(prompt, tokens.spans().get(count).start());
        if (!cut.isEmpty()) {
            LOG.warn(
                    "a prompt has {} tokens, the model takes {}; cut off: \"{}\"",
                    tokens.ids().length,
                    length - 2,
                    cut);
        }
        return new EncodedPrompt(prompt, ids, spans, cut);
    }

    private static String from(String text, int codePoint) {
        return text.substring(text.offsetByCodePoints(0, codePoint)).strip();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
