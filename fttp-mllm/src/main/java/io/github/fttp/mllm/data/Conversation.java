package io.github.fttp.mllm.data;

import java.nio.file.Path;
import java.util.List;

/**
 * One sample: questions and answers in turn, about pictures or none.
 *
 * @param id as in the file, or its number there
 * @param pictures in the order in which {@code <image>} names them
 * @param turns a question first, then its answer, and so on
 */
public record Conversation(String id, List<Path> pictures, List<Turn> turns) {
    /** How a picture is named in a question. */
    public static final String IMAGE = "<image>";

    public Conversation {
        pictures = List.copyOf(pictures);
        turns = List.copyOf(turns);
    }

    /** What one side says. */
    public record Turn(Speaker speaker, String text) {}

    /** The two sides. */
    public enum Speaker {
        /** Asks. */
        HUMAN,
        /** Answers; what is learnt or forgotten. */
        ASSISTANT
    }

    /** One question with its answer. */
    public static Conversation of(String id, List<Path> pictures, String question, String answer) {
        return new Conversation(
                id, pictures, List.of(new Turn(Speaker.HUMAN, question), new Turn(Speaker.ASSISTANT, answer)));
    }
}
