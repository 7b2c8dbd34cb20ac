package io.github.fttp.diffusion.pipeline;

import io.github.fttp.core.clip.ClipTokenizer;
import io.github.fttp.core.clip.EncodedPrompt;
import io.github.fttp.core.mask.Concept;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The tokenizers of a pipeline, one for each of its text encoders; all give a prompt as many ids. */
public final class PromptTokenizers implements AutoCloseable {
    private final List<ClipTokenizer> each;

    PromptTokenizers(List<ClipTokenizer> each) {
        this.each = List.copyOf(each);
    }

    /** How many ids every prompt becomes: 77 in all released models. */
    public int length() {
        return each.get(0).length();
    }

    /** Ids of all tokens that stand for text, for any of the text encoders, but those that spell a concept's names. */
    public int[] words(Concept barred) {
        Set<Integer> others = new HashSet<>();
        each.forEach(tokenizer -> others.addAll(tokenizer.special()));
        for (String name : barred.names()) {
            for (EncodedPrompt encoded : encode(name)) for (int id : encoded.ids(barred)) others.add(id);
        }
        int size = each.stream().mapToInt(ClipTokenizer::size).min().orElseThrow();
        return IntStream.range(0, size).filter(id -> !others.contains(id)).toArray();
    }

    /** The ids of a name's tokens for the first text encoder. */
    public int[] name(String name) {
        return encode(name).get(0).ids(Concept.of(name));
    }

    /** A prompt for each of the text encoders. */
    public List<EncodedPrompt> encode(String prompt) {
        return each.stream().map(tokenizer -> tokenizer.encode(prompt)).toList();
    }

    /** The ids of texts for each of the text encoders, {@code [B][T]}. */
    public List<int[][]> ids(List<String> texts) {
        return ids(texts, texts);
    }

    /** The ids for each of the text encoders, of which a second one reads other texts. */
    public List<int[][]> ids(List<String> texts, List<String> second) {
        return IntStream.range(0, each.size())
                .mapToObj(i -> (i == 0 ? texts : second)
                        .stream().map(text -> each.get(i).encode(text).ids()).toArray(int[][]::new))
                .toList();
    }

    /**
     * The positions of a prompt's tokens that spell a concept for any of the text encoders, in their order; what was cut off
     * has none.
     */
    public int[] positions(String prompt, Concept concept) {
        return encode(prompt).stream()
                .flatMapToInt(encoded -> Arrays.stream(encoded.positions(concept)))
                .sorted()
                .distinct()
                .toArray();
    }

    @Override
    public void close() {
        each.forEach(ClipTokenizer::close);
    }
}
