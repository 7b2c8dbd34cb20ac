package io.github.fttp.mllm.conceptworld;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.metrics.conceptworld.Dialogue;
import io.github.fttp.metrics.conceptworld.Exchange;
import io.github.fttp.metrics.conceptworld.Staging;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.Conversation.Speaker;
import io.github.fttp.mllm.data.Conversation.Turn;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.data.SampleWithImages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Dialogues of the world as a LLaVA takes them. */
final class WorldConversations {
    private WorldConversations() {}

    /**
     * One in LLaVA's form.
     *
     * @param image where its image lies; not looked at if it has none
     */
    static Conversation conversation(String id, Dialogue dialogue, Path image) {
        boolean withImage = !dialogue.images().isEmpty();
        List<Turn> turns = new ArrayList<>();
        for (Exchange each : dialogue.exchanges()) {
            String marker = withImage && turns.isEmpty() ? Conversation.IMAGE + "\n" : "";
            turns.add(new Turn(Speaker.HUMAN, marker + each.question().text()));
            turns.add(new Turn(Speaker.ASSISTANT, each.answer().text()));
        }
        return new Conversation(id, withImage ? List.of(image) : List.of(), turns);
    }

    /** With the concept's tokens marked, and their images drawn. */
    static List<SampleWithImages> samples(
            List<Dialogue> dialogues, SampleEncoder encoder, ImagePreparation preparation, Concept concept) {
        return samples(dialogues, preparation, each -> encoder.encode(each, concept, Matching.SPANS));
    }

    /** Makes samples of which nothing is to be forgotten. */
    static List<SampleWithImages> samples(
            List<Dialogue> dialogues, SampleEncoder encoder, ImagePreparation preparation) {
        return samples(dialogues, preparation, encoder::encode);
    }

    private static List<SampleWithImages> samples(
            List<Dialogue> dialogues, ImagePreparation preparation, Function<Conversation, EncodedSample> encode) {
        List<SampleWithImages> samples = new ArrayList<>();
        for (Dialogue each : dialogues) {
            String id = "dialogue " + samples.size();
            Conversation conversation = conversation(id, each, Path.of(id));
            samples.add(new SampleWithImages(encode.apply(conversation), images(each, preparation)));
        }
        return samples;
    }

    /** Its image as the vision tower takes it. */
    static List<PreparedImage> images(Dialogue dialogue, ImagePreparation preparation) {
        return dialogue.images().stream()
                .map(image -> preparation.prepare(image.image(Staging.SIZE)))
                .toList();
    }
}
