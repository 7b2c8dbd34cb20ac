package io.github.fttp.mllm.evaluate;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.metrics.text.TextSample;
import io.github.fttp.mllm.data.AnswerVariants;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.LlavaConversations;
import io.github.fttp.mllm.data.PreparedImage;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.data.SampleWithImages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first question of a conversation with its images, ready to be asked.
 *
 * @param conversation up to the first answer
 * @param images that it names
 * @param text in plain words, with all answers
 * @param most tokens of an answer; 0 for as many as whoever asks it allows
 */
public record Question(Conversation conversation, List<PreparedImage> images, TextSample text, int most) {
    private static final Logger LOG = LoggerFactory.getLogger(Question.class);

    public Question {
        images = List.copyOf(images);
    }

    /** One whose answer is as long as whoever asks it allows. */
    public Question(Conversation conversation, List<PreparedImage> images, TextSample text) {
        this(conversation, images, text, 0);
    }

    /** Allows an answer so many tokens at most. */
    Question atMost(int tokens) {
        return new Question(conversation, images, text, tokens);
    }

    /**
     * Reads a file of conversations, with the {@link AnswerVariants} that it has. Of longer ones what follows the first answer
     * is left out, with a warning.
     *
     * @param images the folder that images are named relative to
     * @throws BadData naming file, sample and field, or the image that cannot be read
     */
    public static List<Question> read(Path file, Path images, ImagePreparation preparation, Decoding decoding) {
        List<Conversation> conversations = LlavaConversations.read(file, images);
        long longer =
                conversations.stream().filter(each -> each.turns().size() > 2).count();
        if (longer > 0) {
            LOG.warn(
                    "{}: {} of {} conversations go on behind the first answer; what follows is not measured",
                    file,
                    longer,
                    conversations.size());
        }
        return of(conversations, AnswerVariants.read(file), preparation, decoding);
    }

    /** Prepares conversations without other answers; each image is read once. */
    public static List<Question> of(List<Conversation> conversations, ImagePreparation preparation, Decoding decoding) {
        AnswerVariants none = new AnswerVariants(List.of(), List.of());
        return of(conversations, conversations.stream().map(each -> none).toList(), preparation, decoding);
    }

    private static List<Question> of(
            List<Conversation> conversations,
            List<AnswerVariants> variants,
            ImagePreparation preparation,
            Decoding decoding) {
        Map<Path, PreparedImage> prepared = new HashMap<>();
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < conversations.size(); i++) {
            Conversation first = conversations.get(i).firstAnswered();
            List<PreparedImage> ready = first.images().stream()
                    .map(file ->
                            prepared.computeIfAbsent(file, each -> SampleWithImages.image(each, preparation, decoding)))
                    .toList();
            TextSample text = new TextSample(
                    first.id(),
                    first.turns().get(0).text().replace(Conversation.IMAGE, "").strip(),
                    first.turns().get(1).text(),
                    variants.get(i).paraphrased(),
                    variants.get(i).wrong());
            questions.add(new Question(first, ready, text));
        }
        return questions;
    }

    /**
     * Those whose right answer has words: of the others there is nothing to measure.
     *
     * @param file where they are from
     * @param warn is told how many have none
     * @throws BadData if all have none
     */
    public static List<Question> answered(Path file, List<Question> questions, Consumer<String> warn) {
        List<Question> answered = questions.stream()
                .filter(each -> !each.text().answer().isBlank())
                .toList();
        if (answered.isEmpty()) throw new BadData(file, "has no answer with words, expected at least one to measure");
        int left = questions.size() - answered.size();
        if (left > 0) warn.accept(file + ": " + left + " samples have an empty answer and are not asked");
        return answered;
    }

    /** Gives the question with words in front of it, behind the image. */
    public Question behind(String words) {
        Conversation.Turn first = conversation.turns().get(0);
        String image = Conversation.IMAGE;
        String marker = first.text().startsWith(image + "\n") ? image + "\n" : image;
        String front = first.text().startsWith(marker) ? marker : "";
        String asked = front + words + " " + first.text().substring(front.length());
        List<Conversation.Turn> turns = new ArrayList<>(conversation.turns());
        turns.set(0, first.text(asked));
        return new Question(
                new Conversation(
                        conversation.id(), conversation.system(), conversation.images(), turns, conversation.names()),
                images,
                text,
                most);
    }

    /** The question with its right answer and its images, with what names the concept marked. */
    public SampleWithImages answered(SampleEncoder encoder, Concept concept, Matching matching) {
        return new SampleWithImages(encoded(text.answer(), encoder, concept, matching), images);
    }

    /**
     * The question with an answer, as a model reads it.
     *
     * @throws BadData if the answer has no tokens but its end
     */
    public EncodedSample encoded(String answer, SampleEncoder encoder, Concept concept, Matching matching) {
        Conversation.Turn turn = new Conversation.Turn(Conversation.Speaker.ASSISTANT, answer);
        Conversation answered = new Conversation(
                conversation.id(),
                conversation.system(),
                conversation.images(),
                List.of(conversation.turns().get(0), turn),
                conversation.names());
        EncodedSample encoded = encoder.encode(answered, concept, matching);
        if (encoded.labelled() < 2) {
            throw new BadData("sample \"" + encoded.id() + "\"", "has an answer without words");
        }
        return encoded;
    }
}
