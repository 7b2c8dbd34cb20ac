package io.github.fttp.core.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Learns byte-pair merges from a text (Sennrich et al. 2016, algorithm 1) and writes them as a {@code tokenizer.json} of
 * Llama's kind: words begin with {@code ▁}, one is put in front of a text.
 */
public final class BpeTrainer {
    private static final String SPACE = "\u2581";

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
        Map<List<String>, Integer> rest = new LinkedHashMap<>(words);
        List<List<String>> learnt = new ArrayList<>();
        while (learnt.size() < count) {
            List<String> best = mostFrequentPair(rest);
            if (best.isEmpty()) break;
            learnt.add(best);
            Map<List<String>, Integer> merged = new LinkedHashMap<>();
            rest.forEach((pieces, occurring) -> merged.merge(merge(pieces, best), occurring, Integer::sum));
            rest = merged;
        }
        return learnt;
    }

    /** Ties go to the pair that sorts first, so that the result does not depend on a map's order. */
    private static List<String> mostFrequentPair(Map<List<String>, Integer> words) {
        Map<List<String>, Integer> pairs = new TreeMap<>(
                Comparator.<List<String>, String>comparing(pair -> pair.get(0)).thenComparing(pair -> pair.get(1)));
        words.forEach((pieces, count) -> {
            for (int i = 0; i + 1 < pieces.size(); i++) pairs.merge(pieces.subList(i, i + 2), count, Integer::sum);
        });
        List<String> best = List.of();
        int most = 1;
        for (var pair : pairs.entrySet()) {
            if (pair.getValue() > most) {
                most = pair.getValue();
                best = List.copyOf(pair.getKey());
            }
        }
        return best;
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
