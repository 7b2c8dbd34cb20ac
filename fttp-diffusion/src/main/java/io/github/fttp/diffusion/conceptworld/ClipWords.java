package io.github.fttp.diffusion.conceptworld;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.text.BpeTrainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Learns a vocabulary of CLIP's kind, in which each word of the captions is one token in the end, and writes its files. */
final class ClipWords {
    /** Start, the words of the longest caption, end: with one to spare. */
    static final int LENGTH = 16;

    private static final String START = "<|startoftext|>";
    private static final String END = "<|endoftext|>";
    private static final String WORD_END = "</w>";
    private static final Pattern WORD = Pattern.compile("\\p{L}+|[^\\s\\p{L}\\p{N}]+");
    /** More than all words have letters. */
    private static final int ENOUGH = 10_000;

    private final List<String> vocabulary;
    private final List<List<String>> merges;

    private ClipWords(List<String> vocabulary, List<List<String>> merges) {
        this.vocabulary = vocabulary;
        this.merges = merges;
    }

    static ClipWords of(List<String> captions) {
        Map<String, Integer> counts = new TreeMap<>();
        for (String caption : captions) {
            Matcher words = WORD.matcher(caption.toLowerCase(Locale.ROOT));
            while (words.find()) counts.merge(words.group(), 1, Integer::sum);
        }
        TreeSet<String> letters = new TreeSet<>();
        for (char letter = 'a'; letter <= 'z'; letter++) letters.add(String.valueOf(letter));
        Map<List<String>, Integer> words = new LinkedHashMap<>();
        counts.forEach((word, count) -> {
            List<String> pieces = new ArrayList<>(List.of(word.split("")));
            letters.addAll(pieces);
            pieces.set(pieces.size() - 1, pieces.get(pieces.size() - 1) + WORD_END);
            // Twice at least, since a pair that occurs once is not merged.
            words.put(pieces, 1 + count);
        });
        List<List<String>> merges = BpeTrainer.merges(words, ENOUGH);
        List<String> vocabulary = new ArrayList<>(letters);
        letters.forEach(letter -> vocabulary.add(letter + WORD_END));
        merges.forEach(pair -> vocabulary.add(String.join("", pair)));
        vocabulary.addAll(List.of(START, END)); // the end last: CLIP pools at the highest id
        return new ClipWords(vocabulary, merges);
    }

    int size() {
        return vocabulary.size();
    }

    int startId() {
        return vocabulary.size() - 2;
    }

    int endId() {
        return vocabulary.size() - 1;
    }

    /** Writes a pipeline's folder {@code tokenizer}, which must be there. */
    void write(Path folder) {
        ObjectNode ids = Json.object();
        for (int id = 0; id < vocabulary.size(); id++) ids.put(vocabulary.get(id), id);
        Json.write(folder.resolve("vocab.json"), ids);
        StringBuilder lines = new StringBuilder("#version: 0.2\n");
        for (List<String> pair : merges) lines.append(String.join(" ", pair)).append('\n');
        AtomicFiles.write(folder.resolve("merges.txt"), lines.toString());
        Json.write(
                folder.resolve("tokenizer_config.json"),
                Json.object()
                        .put("tokenizer_class", "CLIPTokenizer")
                        .put("bos_token", START)
                        .put("eos_token", END)
                        .put("unk_token", END)
                        .put("pad_token", END)
                        .put("model_max_length", LENGTH));
    }
}
