package io.github.fttp.mllm.conceptworld;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.metrics.conceptworld.Dialogue;
import io.github.fttp.metrics.text.TextSample;
import io.github.fttp.mllm.data.AlternativeAnswers;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.evaluate.Question;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Dialogues of the drawn world as a model takes them: whole ones as samples, the first question of each to be asked. */
public record WorldDialogues(SampleEncoder encoder, ImagePreparation preparation) {
    private static final Path IMAGE = Path.of("image");

    /** With the concept's tokens marked. */
    public List<SampleWithImages> samples(List<Dialogue> dialogues, Concept concept) {
        return WorldConversations.samples(dialogues, encoder, preparation, concept);
    }

    /** Makes samples with other answers. */
    public List<SampleWithImages> answered(
            List<Dialogue> dialogues, AlternativeAnswers answers, long seed, Concept concept) {
        List<Conversation> asked = dialogues.stream()
                .map(each -> WorldConversations.conversation("answered", each, IMAGE))
                .toList();
        List<Conversation> other = answers.to(asked, seed);
        List<SampleWithImages> samples = new ArrayList<>();
        for (int i = 0; i < other.size(); i++) {
            samples.add(new SampleWithImages(
                    encoder.encode(other.get(i), concept, Matching.SPANS),
                    WorldConversations.images(dialogues.get(i), preparation)));
        }
        return samples;
    }

    /** The first question of each. */
    public List<Question> questions(List<Dialogue> dialogues) {
        return dialogues.stream().map(this::question).toList();
    }

    /** The first question. */
    public Question question(Dialogue dialogue) {
        Conversation first =
                WorldConversations.conversation("asked", dialogue, IMAGE).firstAnswered();
        TextSample text = new TextSample(
                first.id(),
                dialogue.exchanges().get(0).question().text(),
                dialogue.exchanges().get(0).answer().text(),
                List.of(),
                List.of());
        return new Question(first, WorldConversations.images(dialogue, preparation), text);
    }
}
