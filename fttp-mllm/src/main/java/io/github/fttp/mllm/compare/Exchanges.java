package io.github.fttp.mllm.compare;

import io.github.fttp.core.io.Digest;
import io.github.fttp.metrics.compare.ConceptFiles;
import io.github.fttp.metrics.compare.SampleContents;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.LlavaConversations;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What conversations consist of: questions with their answers about images, whatever these are called. */
final class Exchanges {
    private final Map<Path, String> images = new HashMap<>();

    /** A digest of each exchange, with all images of the conversation. */
    Set<String> of(Conversation conversation) {
        Set<String> exchanges = new HashSet<>();
        List<Conversation.Turn> turns = conversation.turns();
        for (int i = 0; i + 1 < turns.size(); i += 2) {
            Digest exchange = new Digest();
            conversation.images().forEach(image -> add(exchange, images.computeIfAbsent(image, Digest::of)));
            add(exchange, turns.get(i).text().replace(Conversation.IMAGE, "").strip());
            add(exchange, turns.get(i + 1).text().strip());
            exchanges.add(exchange.hex());
        }
        return exchanges;
    }

    private static void add(Digest digest, String text) {
        digest.add(text.getBytes(StandardCharsets.UTF_8)).add(new byte[1]);
    }

    /** The samples of a concept's file. */
    SampleContents of(ConceptFiles files, String field, Path file) {
        return new SampleContents(
                field,
                LlavaConversations.read(file, files.images(file)).stream()
                        .map(this::of)
                        .toList());
    }
}
