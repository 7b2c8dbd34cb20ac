package io.github.fttp.core.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Learns byte-pair merges from a text (Sennrich et al. 2016, algorithm 1) and writes them as a {@code tokenizer.json} of
 * Llama's kind: words begin with {@code ▁}, one is put in front of a text.
 */
public final class BpeTrainer {
    private static final String SPACE = "\u2581";
    private static final Comparator<List<String>> SORTED =
            Comparator.<List<String>, String>comparing(pair -> pair.get(0)).thenComparing(pair -> pair.get(1));

    private BpeTrainer() {}

    /**
     * @param texts what to learn from
     * @param special tokens that are never split, with the ids from 0 on
     * @param merges how many pairs to merge at the most
     */
    public static ObjectNode learn(List<String> texts, List<String> special, int merges) {
        Map<String, Integer> counts = new TreeMap<>();
        for (String text : texts) {
            for (String word : text.split(" ")) counts.merge(SPACE + word, 1, Integer::sum);
        }
        Map<List<String>, Integer> words = new LinkedHashMap<>();
        TreeSet<String> letters = new TreeSet<>(List.of(SPACE));
        counts.forEach((word, count) -> {
            List<String> pieces =
                    word.codePoints().mapToObj(Character::toString).toList();
            letters.addAll(pieces);
            words.put(pieces, count);
        });

        List<String> vocabulary = new ArrayList<>(special);
        vocabulary.addAll(letters);
        List<List<String>> learnt = merges(words, merges);
        for (List<String> pair : learnt) vocabulary.add(String.join("", pair));
        return json(special, vocabulary, learnt);
    }

    /**
     * Pairs to merge, in order.
     *
     * @param words their pieces and how often each occurs
     * @param count of the pairs at the most
     */
    public static List<List<String>> merges(Map<List<String>, Integer> words, int count) {
        PairCounts pairs = new PairCounts(words);
        List<List<String>> learnt = new ArrayList<>();
        while (learnt.size() < count) {
            List<String> best = pairs.mostFrequent();
            if (best.isEmpty()) break;
            learnt.add(best);
            pairs.merge(best);
        }
        return learnt;
    }

    /** Counts of each pair of neighbours in words, which is kept as pairs are merged. */
    private static final class PairCounts {
        private final List<List<String>> words;
        private final List<Integer> occurring;
        private final Map<List<String>, Integer> counts = new HashMap<>();
        /** Numbers of the words that a pair is in, or was. */
        private final Map<List<String>, Set<Integer>> in = new HashMap<>();

        PairCounts(Map<List<String>, Integer> words) {
            this.words = new ArrayList<>(words.keySet());
            occurring = List.copyOf(words.values());
            for (int word = 0; word < this.words.size(); word++) count(word, 1);
        }

        private void count(int word, int sign) {
            List<String> pieces = words.get(word);
            for (int i = 0; i + 1 < pieces.size(); i++) {
                List<String> pair = List.of(pieces.get(i), pieces.get(i + 1));
                counts.merge(pair, sign * occurring.get(word), Integer::sum);
                in.computeIfAbsent(pair, key -> new HashSet<>()).add(word);
            }
        }

        /** Ties go to the pair that sorts first, so that the result does not depend on a map's order; empty if all occur once. */
        List<String> mostFrequent() {
            List<String> best = List.of();
            int most = 1;
            for (var pair : counts.entrySet()) {
                int count = pair.getValue();
                if (count > most || count == most && !best.isEmpty() && SORTED.compare(pair.getKey(), best) < 0) {
                    most = count;
                    best = pair.getKey();
                }
            }
            return best;
        }

        void merge(List<String> pair) {
            for (int word : List.copyOf(in.get(pair))) {
                count(word, -1);
                words.set(word, BpeTrainer.merge(words.get(word), pair));
                count(word, 1);
            }
            counts.values().removeIf(count -> count == 0);
        }
    }

    private static List<String> merge(List<String> pieces, List<String> pair) {
        List<String> merged = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            if (i + 1 < pieces.size() && pieces.subList(i, i + 2).equals(pair)) {
                merged.add(pieces.get(i) + pieces.get(++i));
            } else {
                merged.add(pieces.get(i));
            }
        }
        return merged;
    }

    private static ObjectNode json(List<String> special, List<String> vocabulary, List<List<String>> merges) {
        ObjectNode root = Json.object();
        root.put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = root.putArray("added_tokens");
        for (int id = 0; id < special.size(); id++) {
            added.addObject()
                    .put("id", id)
                    .put("content", special.get(id))
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        ArrayNode normalizers =
                root.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        normalizers.addObject().put("type", "Prepend").put("prepend", SPACE);
        replace(normalizers.addObject(), " ", SPACE);
        root.putNull("pre_tokenizer").putNull("post_processor");
        ArrayNode decoders = root.putObject("decoder").put("type", "Sequence").putArray("decoders");
        replace(decoders.addObject(), SPACE, " ");
        decoders.addObject().put("type", "Fuse");
        decoders.addObject()
                .put("type", "Strip")
                .put("content", " ")
                .put("start", 1)
                .put("stop", 0);
        ObjectNode model = root.putObject("model");
        model.put("type", "BPE").putNull("dropout").put("unk_token", special.get(0));
        model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        model.put("fuse_unk", true).put("byte_fallback", false);
        ObjectNode ids = model.putObject("vocab");
        for (int id = 0; id < vocabulary.size(); id++) ids.put(vocabulary.get(id), id);
        ArrayNode pairs = model.putArray("merges");
        merges.forEach(pair -> pairs.add(pair.get(0) + " " + pair.get(1)));
        return root;
    }

    private static void replace(ObjectNode node, String what, String by) {
        node.put("type", "Replace").putObject("pattern").put("String", what);
        node.put("content", by);
    }
}
