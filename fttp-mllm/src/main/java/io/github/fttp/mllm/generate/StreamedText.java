package io.github.fttp.mllm.generate;

import io.github.fttp.core.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/**
 * Turns tokens into text while they come, for {@link Generator#generate}, and ends the answer before a stop string.
 *
 * <p>What is not certain yet is held back: a character whose bytes are spread over several tokens, and what may be the
 * beginning of a stop string.
 *
 * <pre>{@code
 * StreamedText text = new StreamedText(tokenizer, List.of("\nUSER:"), System.out::print);
 * generator.generate(prompt, pixels, Sampling.greedy(), 256, text);
 * text.finish();
 * }</pre>
 */
public final class StreamedText implements IntPredicate {
    /** Character that tokenizers put for bytes that are no character (yet). */
    private static final char REPLACEMENT = '\uFFFD';

    private final Tokenizer tokenizer;
    private final List<String> stops;
    private final Consumer<String> sink;
    private final List<Integer> ids = new ArrayList<>();
    private String text = "";
    private int passedOn;

    /**
     * @param stops none of them empty; the answer ends before the first that comes up
     * @param sink takes one piece of text after the other, none of them empty
     */
    public StreamedText(Tokenizer tokenizer, List<String> stops, Consumer<String> sink) {
        for (String stop : stops) {
            if (stop.isEmpty()) throw new IllegalArgumentException("a stop string must not be empty");
        }
        this.tokenizer = tokenizer;
        this.stops = List.copyOf(stops);
        this.sink = sink;
    }

    /** Takes in the next token; false once a stop string was met. */
    @Override
    public boolean test(int token) {
        ids.add(token);
        text = tokenizer.decode(ids.stream().mapToInt(Integer::intValue).toArray());
        int stop = firstStop();
        if (stop >= 0) {
            text = text.substring(0, stop);
            return false;
        }
        passOn(certain());
        return true;
    }

    /** Passes on what was held back, and returns the whole text. */
    public String finish() {
        passOn(text.length());
        return text;
    }

    private int firstStop() {
        return stops.stream()
                .mapToInt(text::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(-1);
    }

    /** How much of the text no later token can change. */
    private int certain() {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == REPLACEMENT) end--;
        for (int from = passedOn; from < end; from++) {
            String tail = text.substring(from, end);
            if (stops.stream().anyMatch(stop -> stop.startsWith(tail))) return from;
        }
        return end;
    }

    private void passOn(int end) {
        if (end <= passedOn) return;
        sink.accept(text.substring(passedOn, end));
        passedOn = end;
    }
}
