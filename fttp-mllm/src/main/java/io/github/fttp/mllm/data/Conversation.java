package io.github.fttp.mllm.data;

import java.nio.file.Path;
import java.util.List;

/**
 * One sample: questions and answers in turn, about pictures or none.
 *
 * @param id as in the file, or its number there
 * @param system what the model is told before the first question; empty for the template's own words
 * @param pictures in the order in which {@code <image>} names them
 * @param turns a question first, then its answer, and so on
 */
public record Conversation(String id, String system, List<Path> pictures, List<Turn> turns) {
    /** How a picture is named in a question. */
    public static final String IMAGE = "<image>";

    public Conversation {
        pictures = List.copyOf(pictures);
        turns = List.copyOf(turns);
    }

    /** One with the template's own system prompt. */
    public Conversation(String id, List<Path> pictures, List<Turn> turns) {
        this(id, "", pictures, turns);
    }

    /** The conversation up to the first question, without its answer; pictures that it does not name are left out. */
    public Conversation firstQuestion() {
        return first(1);
    }

    /** The conversation up to the first answer; pictures that its question does not name are left out. */
    public Conversation firstAnswered() {
        return first(2);
    }

    private Conversation first(int count) {
        String question = turns.get(0).text();
        int named = (question.length() - question.replace(IMAGE, "").length()) / IMAGE.length();
        return new Conversation(
                id, system, pictures.subList(0, Math.min(named, pictures.size())), turns.subList(0, count));
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

    /** The assistant's answers, in order. */
    public List<String> answers() {
        return turns.stream()
                .filter(turn -> turn.speaker() == Speaker.ASSISTANT)
                .map(Turn::text)
                .toList();
    }

    /** One question with its answer. */
    public static Conversation of(String id, List<Path> pictures, String question, String answer) {
        return new Conversation(
                id, pictures, List.of(new Turn(Speaker.HUMAN, question), new Turn(Speaker.ASSISTANT, answer)));
    }
}
