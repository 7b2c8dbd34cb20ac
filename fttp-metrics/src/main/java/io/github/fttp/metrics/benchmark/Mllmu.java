package io.github.fttp.metrics.benchmark;

import static io.github.fttp.metrics.DataSet.FORGET;
import static io.github.fttp.metrics.DataSet.GENERALITY;
import static io.github.fttp.metrics.DataSet.NATURAL;
import static io.github.fttp.metrics.DataSet.RETAIN;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.method.Modality;
import io.github.fttp.metrics.DataSet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/**
 * MLLMU-Bench (Liu et al. 2024): persons with an image and questions about them, to be chosen by letter, filled in and answered,
 * with the image and in words alone; on the persons to forget, other images of them, the persons to keep and celebrities.
 *
 * <p>Examples of one person (letters) or two (blanks) of a set stand in front of its questions, as in the authors' evaluation; they
 * are drawn by the seed, as is the image of other images. These persons' own questions are not asked.
 */
final class Mllmu implements Benchmark {
    private static final int ANSWER_TOKENS = 50;
    private static final String CHOICE = "choice accuracy";
    private static final String CLOZE = "answer accuracy";
    private static final String FACTUALITY = "factuality, by a judge";

    /** One of the person's questions: what is expected, and the letters to choose from. */
    private record Asked(boolean image, String question, String answer, Map<String, String> options) {}

    private record Person(
            String id, List<String> names, String image, List<Asked> choices, List<Asked> blanks, List<Asked> open) {}

    @Override
    public String name() {
        return "mllmu";
    }

    @Override
    public String title() {
        return "MLLMU-Bench: fictitious persons, by letter, cloze and generation";
    }

    @Override
    public String source() {
        return "Liu et al. 2024, arXiv 2410.22108; data MLLMMU/MLLMU-Bench";
    }

    @Override
    public Modality modality() {
        return Modality.TEXT;
    }

    @Override
    public Set<BenchmarkOption> takes() {
        return Set.of(BenchmarkOption.EXAMPLES, BenchmarkOption.JUDGE, BenchmarkOption.SEED);
    }

    @Override
    public String forgets() {
        return "5, 10 or 15 percent of the persons (default 5)";
    }

    @Override
    public TextBenchmark read(BenchmarkRequest request, ImageStore images) {
        String percent = request.oneOf(List.of("5", "10", "15"));
        Configurations data = new Configurations(request.data());
        Random random = new Random(request.seed());
        Reader reader = new Reader(request, data, images, random);
        String forgetSet = "forget_" + percent;
        String retainSet = "retain_" + (100 - Integer.parseInt(percent));
        List<Person> forget = reader.persons(forgetSet, Set.of());
        Set<String> ids = new LinkedHashSet<>();
        forget.forEach(each -> ids.add(each.id()));
        List<BenchmarkSet> sets = new ArrayList<>();
        sets.addAll(reader.sets(FORGET, forget, true));
        List<Person> tested = reader.persons("Test_Set", ids);
        sets.addAll(reader.sets(GENERALITY, tested, true));
        sets.addAll(reader.sets(RETAIN, reader.persons(retainSet, Set.of()), true));
        sets.addAll(reader.sets(NATURAL, reader.persons("Retain_Set", Set.of()), false));
        return new TextBenchmark(
                        percent + " % of the persons, " + forget.size(),
                        reader.training(forgetSet),
                        reader.training(retainSet),
                        sets,
                        judge -> List.of(
                                OwnMetrics.rougeF1(),
                                OwnMetrics.rouge(1),
                                OwnMetrics.rouge(2),
                                new JudgedAnswers(
                                        FACTUALITY,
                                        "Liu et al. 2024",
                                        1,
                                        10,
                                        label -> label.startsWith("generation"),
                                        judge)),
                        Optional.empty(),
                        figures())
                .noting(missing(ids, tested));
    }

    /** Says who of those to forget is not asked about in other words and images. */
    private static List<String> missing(Set<String> forget, List<Person> tested) {
        Set<String> missing = new LinkedHashSet<>(forget);
        tested.forEach(each -> missing.remove(each.id()));
        return missing.isEmpty()
                ? List.of()
                : List.of("Test_Set has " + (forget.size() - missing.size()) + " of the " + forget.size()
                        + " persons to forget; it lacks " + String.join(", ", missing));
    }

    private static List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (DataSet set : List.of(FORGET, GENERALITY, RETAIN, NATURAL)) {
            for (String modality : List.of("image", "text")) {
                String of = ", " + modality + ", " + shown(set);
                figures.add(
                        new Figure("classification accuracy" + of, labelled(set, "classification", modality), CHOICE));
                figures.add(new Figure("cloze accuracy" + of, labelled(set, "cloze", modality), CLOZE));
                DataSet generation = labelled(set, "generation", modality);
                figures.add(new Figure("generation ROUGE-L" + of, generation, OwnMetrics.ROUGE_F1));
                figures.add(new Figure("generation BLEU" + of, generation, "bleu"));
                figures.add(new Figure("factuality" + of, generation, FACTUALITY));
            }
        }
        return figures;
    }

    private static String shown(DataSet set) {
        return switch (set.role()) {
            case GENERALITY -> "test";
            case NATURAL -> "celebrities";
            default -> set.name();
        };
    }

    private static DataSet labelled(DataSet set, String task, String modality) {
        return new DataSet(set.role(), task + "-" + modality);
    }

    /** Reads rows, and makes their questions. */
    private record Reader(BenchmarkRequest request, Configurations data, ImageStore images, Random random) {
        /** @param ids of those that are wanted; empty for all */
        List<Person> persons(String configuration, Set<String> ids) {
            List<Person> persons = new ArrayList<>();
            data.forEach(configuration, row -> {
                String id = Configurations.id(row);
                if (ids.isEmpty() || ids.contains(id)) persons.add(person(id, row));
            });
            return persons;
        }

        private Person person(String id, Json row) {
            Json choices = row.field("Classification_Task");
            List<Asked> asked = new ArrayList<>();
            choices.field("Image_Textual_Questions").items().forEach(each -> asked.add(choice(true, each)));
            choices.field("Pure_Text_Questions").items().forEach(each -> asked.add(choice(false, each)));
            return new Person(
                    id,
                    names(row),
                    image(row),
                    asked,
                    row.field("Mask_Task").items().stream()
                            .map(Reader::question)
                            .toList(),
                    row.field("Generation_Task").items().stream()
                            .map(Reader::question)
                            .toList());
        }

        private String image(Json row) {
            Optional<Json> several = row.optional("images");
            if (several.isEmpty()) return images.take(row.field("image"), data.data());
            List<Json> all = several.get().items();
            if (all.isEmpty()) throw several.get().refuse("is empty, expected an image");
            return images.take(all.get(random.nextInt(all.size())), data.data());
        }

        private static List<String> names(Json row) {
            Optional<String> name = row.optional("name").map(Json::text);
            if (name.isEmpty()) name = row.optional("biography").flatMap(each -> PersonNames.in(each.text()));
            return name.map(PersonNames::of).orElse(List.of());
        }

        private static Asked choice(boolean image, Json question) {
            Map<String, String> options = new LinkedHashMap<>();
            Json letters = question.field("Options");
            for (String letter : letters.names()) {
                // A table that has questions with another number of options fills them up.
                Json option = letters.field(letter);
                if (!option.isNull()) options.put(letter, option.text());
            }
            Json answer = question.field("Correct_Answer");
            if (!options.containsKey(answer.text())) {
                throw answer.refuse("is " + answer.found() + ", expected one of the options " + options.keySet());
            }
            return new Asked(image, question.field("Question").text(), answer.text(), options);
        }

        private static Asked question(Json question) {
            Json truth = question.field("Ground_Truth");
            if (truth.text().isBlank()) throw truth.refuse("is blank, expected an answer");
            Json type = question.field("Type");
            boolean image = type.text().equalsIgnoreCase("Image_Textual");
            if (!image && !type.text().equalsIgnoreCase("Pure_Text")) {
                throw type.refuse("is " + type.found() + ", expected Image_Textual or Pure_Text");
            }
            return new Asked(image, question.field("Question").text(), truth.text(), Map.of());
        }

        /** The pairs that methods are given: those of {@code metadata}, a text with JSON, else the row's own question. */
        List<BenchmarkQuestion> training(String configuration) {
            List<BenchmarkQuestion> samples = new ArrayList<>();
            data.forEach(configuration, row -> {
                String id = Configurations.id(row);
                String image = images.take(row.field("image"), data.data());
                List<String> names = names(row);
                Optional<Json> metadata = row.optional("metadata");
                if (metadata.isEmpty()) {
                    samples.add(BenchmarkQuestion.about(
                            image,
                            id,
                            row.field("question").text(),
                            row.field("answer").text(),
                            names));
                    return;
                }
                List<Json> pairs = within(metadata.get()).items();
                for (int i = 0; i < pairs.size(); i++) {
                    samples.add(BenchmarkQuestion.about(
                            image,
                            id + "-" + i,
                            pairs.get(i).field("Question").text(),
                            pairs.get(i).field("Answer").text(),
                            names));
                }
            });
            return samples;
        }

        /** The JSON that a field's text holds, in the field's place. */
        private static Json within(Json field) {
            byte[] text = field.text().getBytes(StandardCharsets.UTF_8);
            try {
                return field.replaced(Json.data(Path.of("text"), text).node());
            } catch (BadData e) {
                throw field.refuse("is no JSON: " + e.getMessage());
            }
        }

        /** The six sets of a part: three tasks, each with images and in words alone. */
        List<BenchmarkSet> sets(DataSet of, List<Person> persons, boolean examples) {
            List<Person> shown = examples ? drawn(persons, 1) : List.of();
            List<Person> shownBlanks = examples ? drawn(persons, 2) : List.of();
            List<BenchmarkSet> sets = new ArrayList<>();
            for (boolean image : List.of(true, false)) {
                String modality = image ? "image" : "text";
                Examples letters = letters(shown, image);
                sets.add(
                        set(labelled(of, "classification", modality), persons, shown, letters, image, Person::choices));
                Examples blanks = blanks(shownBlanks, image);
                sets.add(set(labelled(of, "cloze", modality), persons, shownBlanks, blanks, image, Person::blanks));
                sets.add(set(
                        labelled(of, "generation", modality), persons, List.of(), Examples.NONE, image, Person::open));
            }
            return sets;
        }

        private BenchmarkSet set(
                DataSet set,
                List<Person> persons,
                List<Person> shown,
                Examples examples,
                boolean image,
                Function<Person, List<Asked>> questions) {
            List<BenchmarkQuestion> asked = new ArrayList<>();
            for (Person person : persons) {
                if (shown.stream().anyMatch(each -> each.id().equals(person.id()))) continue;
                int number = 0;
                for (Asked each : questions.apply(person)) {
                    String id = person.id() + "-" + set.label() + "-" + number++;
                    if (each.image() != image) continue;
                    String prompt = prompt(set.label(), each);
                    BenchmarkQuestion plain = image
                            ? BenchmarkQuestion.about(person.image(), id, prompt, each.answer(), person.names())
                            : BenchmarkQuestion.text(id, prompt, each.answer(), person.names());
                    asked.add(plain.behind(examples));
                }
            }
            return new BenchmarkSet(set, asked, ANSWER_TOKENS);
        }

        private static String prompt(String label, Asked asked) {
            if (label.startsWith("classification")) {
                return asked.question() + "\n" + listed(asked.options())
                        + "Just give ONE letter representing the answer directly.";
            }
            if (label.startsWith("cloze")) return blank(asked);
            return asked.question() + "\nAnswer the question based on your trained knowledge in one sentence "
                    + (asked.image() ? "accurately " : "") + "in ENGLISH.";
        }

        private static String listed(Map<String, String> options) {
            StringBuilder listed = new StringBuilder();
            options.forEach((letter, text) ->
                    listed.append(letter).append(": ").append(text).append('\n'));
            return listed.toString();
        }

        private static String blank(Asked asked) {
            return asked.question().replace("__", "[Blank]")
                    + "\nPlease **ONLY** provide the correct answer that should replace the [Blank].";
        }

        /** Some persons, as many as leave one to be asked, as the full set has them. */
        private List<Person> drawn(List<Person> persons, int count) {
            if (!request.examples()) return List.of();
            List<String> ids = new ArrayList<>(persons.stream().map(Person::id).toList());
            Collections.shuffle(ids, random);
            Set<String> chosen = new LinkedHashSet<>(ids.subList(0, Math.min(count, Math.max(0, ids.size() - 1))));
            return chosen.isEmpty() ? List.of() : persons("Full_Set", chosen);
        }

        private static Examples letters(List<Person> shown, boolean image) {
            return examples(
                    shown,
                    image,
                    Person::choices,
                    each -> (image ? "<image>\n" : "\n") + "Question: " + each.question() + "\n"
                            + listed(each.options()) + "Correct Answer: " + each.answer() + "\n");
        }

        private static Examples blanks(List<Person> shown, boolean image) {
            return examples(
                    shown,
                    image,
                    Person::blanks,
                    each -> (image ? "<image>\n" : "\n") + blank(each) + "\nCorrect Answer: " + each.answer() + "\n");
        }

        /** The template itself opens the first turn; each further one, the question's own too, is opened here. */
        private static Examples examples(
                List<Person> shown,
                boolean image,
                Function<Person, List<Asked>> questions,
                Function<Asked, String> text) {
            List<String> images = new ArrayList<>();
            StringBuilder prompt = new StringBuilder();
            for (Person person : shown) {
                for (Asked each : questions.apply(person)) {
                    if (each.image() != image) continue;
                    if (image) images.add(person.image());
                    prompt.append(text.apply(each).stripLeading()).append("USER: ");
                }
            }
            return new Examples(images, prompt.toString());
        }
    }
}
