package io.github.fttp.mllm.data;

import io.github.fttp.core.mask.Concept;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One sample: questions and answers in turn, about images or none.
 *
 * @param id as in the file, or its number there
 * @param system what the model is told before the first question; empty for the template's own words
 * @param images in the order in which {@code <image>} names them
 * @param turns a question first, then its answer, and so on
 * @param names those of the concept that are its names here, where another of them is another's or a common word; empty for all
 */
public record Conversation(String id, String system, List<Path> images, List<Turn> turns, List<String> names) {
    /** How an image is named in a question. */
    public static final String IMAGE = "<image>";

    public Conversation {
        images = List.copyOf(images);
        turns = List.copyOf(turns);
        names = List.copyOf(names);
        if (turns.isEmpty())
            throw new IllegalArgumentException("a conversation has at least a question, " + id + " has no turn");
        for (int i = 0; i < turns.size(); i++) {
            Speaker expected = i % 2 == 0 ? Speaker.HUMAN : Speaker.ASSISTANT;
            if (turns.get(i).speaker() != expected) {
                throw new IllegalArgumentException("turn " + (i + 1) + " of conversation " + id + " is of "
                        + turns.get(i).speaker() + ", expected " + expected
                        + ": questions and answers follow each other");
            }
        }
    }

    /** One in which all of the concept's names are its own. */
    public Conversation(String id, String system, List<Path> images, List<Turn> turns) {
        this(id, system, images, turns, List.of());
    }

    /** One with the template's own system prompt. */
    public Conversation(String id, List<Path> images, List<Turn> turns) {
        this(id, "", images, turns);
    }

    /** The conversation up to the first question, without its answer; images that it does not name are left out. */
    public Conversation firstQuestion() {
        return first(1);
    }

    /** The conversation up to the first answer; images that its question does not name are left out. */
    public Conversation firstAnswered() {
        return first(2);
    }

    /** The conversation with other answers, one for each of its questions. */
    Conversation answered(List<String> answers) {
        List<Turn> other = new ArrayList<>(turns);
        for (int i = 0; i < answers.size(); i++) other.set(2 * i + 1, new Turn(Speaker.ASSISTANT, answers.get(i)));
        return new Conversation(id, system, images, other, names);
    }

    /** The part of a concept that is meant here; all of it where none of the names are the concept's. */
    Concept meant(Concept concept) {
        List<String> own = names.stream().filter(concept::isNamed).toList();
        return own.isEmpty() ? concept : new Concept(own.get(0), own.subList(1, own.size()));
    }

    /** Whether it has names, and none of them is the concept's: they say something else than which of those are meant. */
    public boolean isOfOthers(Concept concept) {
        return !names.isEmpty() && names.stream().noneMatch(concept::isNamed);
    }

    private Conversation first(int count) {
        String question = turns.get(0).text();
        int named = places(question);
        return new Conversation(
                id, system, images.subList(0, Math.min(named, images.size())), turns.subList(0, count), names);
    }

    /** Counts the places of images in a text. */
    static int places(String text) {
        return (text.length() - text.replace(IMAGE, "").length()) / IMAGE.length();
    }

    /**
     * A turn of one side.
     *
     * @param text in which {@code <image>} stands for each image
     * @param inParts whether images are parts beside the words, so that the template says what stands between them; otherwise the
     *     text is kept as somebody wrote it
     */
    public record Turn(Speaker speaker, String text, boolean inParts) {
        /** A turn that somebody wrote so. */
        public Turn(Speaker speaker, String text) {
            this(speaker, text, false);
        }

        /** Says something else. */
        public Turn text(String other) {
            return new Turn(speaker, other, inParts);
        }
    }

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

    /** A question about images, likewise, with an answer that nobody gave yet. */
    public static Conversation asking(String id, List<Path> images, String question) {
        return of(id, images, question, "");
    }

    /**
     * A question about images with its answer.
     *
     * @param question in which {@code <image>} stands for each image; without any of these they stand in front of it
     * @throws IllegalArgumentException if it stands there for more images, or fewer
     */
    public static Conversation of(String id, List<Path> images, String question, String answer) {
        int named = places(question);
        if (named > 0 && named != images.size()) {
            throw new IllegalArgumentException("the prompt \"" + question.replace("\n", "\\n") + "\" has " + IMAGE + " "
                    + named + " times, for " + images.size() + " images; expected as often, or not at all");
        }
        Turn asked = named > 0
                ? new Turn(Speaker.HUMAN, question)
                : new Turn(Speaker.HUMAN, IMAGE.repeat(images.size()) + question, true);
        return new Conversation(id, images, List.of(asked, new Turn(Speaker.ASSISTANT, answer)));
    }
}
