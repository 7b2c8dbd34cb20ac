package io.github.fttp.mllm.data;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.TextFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;

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
     * Reads a file: sentences to draw from, one on each line, plain or each a text in JSON, or an array of such texts; or an
     * object of each sample's own answer by the sample's id, a text, or an array of texts where the sample has several questions.
     * A file called {@code .json}, {@code .jsonl} or {@code .ndjson} is in JSON, any other is where all of it can be read so.
     *
     * @throws BadData naming file and field
     */
    public static AlternativeAnswers read(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (Stream.of(".csv", ".tsv").anyMatch(name::endsWith)) {
            throw new BadData(file, "is a table, expected an answer as text on each line, or in JSON");
        }
        List<String> lines = lines(file);
        if (lines.isEmpty()) throw new BadData(file, "is empty, expected an answer on each line");
        boolean json = Stream.of(".json", ".jsonl", ".ndjson").anyMatch(name::endsWith);
        if (!json && !isJson(file, lines)) return new AlternativeAnswers(lines, Map.of(), file.toString());
        Optional<Json> whole = parsed(() -> Json.data(file)).filter(Json::isObject);
        if (whole.isPresent()) return new AlternativeAnswers(List.of(), own(whole.get()), file.toString());
        List<String> sentences =
                Json.rows(file).stream().map(AlternativeAnswers::sentence).toList();
        if (sentences.isEmpty()) throw new BadData(file, "is empty, expected an answer on each line");
        return new AlternativeAnswers(sentences, Map.of(), file.toString());
    }

    /** Whether all of a file is JSON: a sentence may begin with a bracket or a quotation mark too. */
    private static boolean isJson(Path file, List<String> lines) {
        return parsed(() -> Json.data(file)).isPresent()
                || lines.stream()
                        .allMatch(line -> parsed(() -> Json.data(file, line, 1)).isPresent());
    }

    private static Optional<Json> parsed(Supplier<Json> read) {
        try {
            return Optional.of(read.get()).filter(value -> value.isObject() || value.isArray() || value.isText());
        } catch (BadData e) {
            return Optional.empty();
        }
    }

    private static String sentence(Json value) {
        if (!value.isText() || value.text().isBlank()) {
            throw value.refuse(
                    "is " + value.found() + ", expected an answer as text, or one object of answers by sample id");
        }
        return value.text().strip();
    }

    private static List<String> lines(Path file) {
        return TextFiles.read(file)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    private static Map<String, List<String>> own(Json answers) {
        Map<String, List<String>> own = new HashMap<>();
        for (String id : answers.names()) {
            Json answer = answers.field(id);
            List<Json> all = answer.isArray() ? answer.items() : List.of(answer);
            own.put(id, all.stream().map(AlternativeAnswers::words).toList());
        }
        return own;
    }

    private static String words(Json answer) {
        if (answer.text().isBlank()) throw answer.refuse("is blank, expected an answer");
        return answer.text();
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
