package io.github.fttp.mllm.data;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.InputException;
import io.github.fttp.core.io.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Other answers to the questions of forget data, for methods that train on them ({@link
 * io.github.fttp.core.method.Need#ALTERNATIVE_ANSWERS}): drawn from a list of sentences, or each sample's own.
 */
public final class AlternativeAnswers {
    /** To draw from; empty where each sample has its own. */
    private final List<String> sentences;
    /** By the sample's id, an answer for each of its questions or one for all. */
    private final Map<String, List<String>> own;

    private final String source;

    private AlternativeAnswers(List<String> sentences, Map<String, List<String>> own, String source) {
        this.sentences = List.copyOf(sentences);
        this.own = Map.copyOf(own);
        this.source = source;
    }

    /** A hundred ways to say that one doesn't know. */
    public static AlternativeAnswers refusals() {
        try (InputStream in = AlternativeAnswers.class.getResourceAsStream("refusals.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return new AlternativeAnswers(lines.lines().toList(), Map.of(), "refusals");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** These sentences, at least one, to draw from. */
    public static AlternativeAnswers of(List<String> sentences) {
        if (sentences.isEmpty()) throw new IllegalArgumentException("there must be a sentence to draw");
        return new AlternativeAnswers(sentences, Map.of(), sentences.size() + " sentences");
    }

    /**
     * Reads a file: sentences to draw from, one on each line; or, in a file called {@code .json}, an object of each sample's own
     * answer by the sample's id, a text, or an array of texts where the sample has several questions.
     *
     * @throws BadData naming file and field
     */
    public static AlternativeAnswers read(Path file) {
        if (file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
            return new AlternativeAnswers(List.of(), own(file), file.toString());
        }
        List<String> sentences = lines(file);
        if (!sentences.isEmpty() && sentences.get(0).startsWith("{\"")) {
            throw new BadData(
                    file,
                    "is JSON lines, expected an answer as text on each line, or one object by sample id in a .json file");
        }
        if (sentences.isEmpty()) throw new BadData(file, "is empty, expected an answer on each line");
        return new AlternativeAnswers(sentences, Map.of(), file.toString());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .toList();
        } catch (CharacterCodingException e) {
            throw new BadData(file, "is not UTF-8", e);
        } catch (IOException e) {
            throw new BadData(file, "cannot be read: " + InputException.reason(e), e);
        }
    }

    private static Map<String, List<String>> own(Path file) {
        Json root = Json.data(file);
        if (!root.isObject()) throw root.refuse("is " + root.found() + ", expected an object of answers by sample id");
        Map<String, List<String>> own = new HashMap<>();
        for (String id : root.names()) {
            Json answer = root.field(id);
            own.put(
                    id,
                    answer.isArray() ? answer.items().stream().map(Json::text).toList() : List.of(answer.text()));
        }
        return own;
    }

    /**
     * Gives the conversations these answers, in their order.
     *
     * @param seed of what is drawn: one sentence for each conversation, which answers all its questions
     * @throws BadData if a conversation has no answer of its own, or another number of them than it has questions
     */
    public List<Conversation> to(List<Conversation> conversations, long seed) {
        int[] drawn = sentences.isEmpty()
                ? new int[0]
                : new SplittableRandom(seed)
                        .ints(conversations.size(), 0, sentences.size())
                        .toArray();
        List<Conversation> answered = new ArrayList<>();
        for (Conversation each : conversations) {
            List<String> answers = sentences.isEmpty() ? ownOf(each) : List.of(sentences.get(drawn[answered.size()]));
            int count = each.answers().size();
            if (answers.size() == 1) answers = Collections.nCopies(count, answers.get(0));
            if (answers.size() != count) {
                throw new BadData(
                        source,
                        "has " + answers.size() + " answers of sample \"" + each.id() + "\", expected one or " + count);
            }
            answered.add(each.answered(answers));
        }
        return answered;
    }

    private List<String> ownOf(Conversation conversation) {
        List<String> answers = own.get(conversation.id());
        if (answers == null) throw new BadData(source, "has no answer of sample \"" + conversation.id() + "\"");
        return answers;
    }

    /** Where they are from, for a run's settings. */
    @Override
    public String toString() {
        return source;
    }
}
