package io.github.fttp.metrics.benchmark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.Check;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.LabelmeWriter;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Dialogue;
import io.github.fttp.metrics.conceptworld.Dialogues;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.Exchange;
import io.github.fttp.metrics.conceptworld.Facts.Kind;
import io.github.fttp.metrics.conceptworld.Scene;
import io.github.fttp.metrics.conceptworld.Split;
import io.github.fttp.metrics.conceptworld.Staging;
import io.github.fttp.metrics.conceptworld.Topic;
import io.github.fttp.metrics.parquet.ParquetFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javax.imageio.ImageIO;

/**
 * The drawn world in the layouts of public benchmarks, so that their whole path runs on what is known to be true.
 *
 * @param target the character to forget; it comes first
 * @param images of each character in each place (UnlearnCanvas), or in the test set of each (MLLMU-Bench); at least 1
 * @param size side of the images in pixels, 16 to 4096
 */
public record WorldBenchmark(ConceptWorld world, DrawnCharacter target, int images, int size) {
    private static final int LARGEST = 4096;
    private static final List<String> LETTERS = List.of("A", "B", "C", "D");
    private static final String IMAGE = "STRUCT(bytes BLOB, path VARCHAR)";
    private static final String CHOICES =
            "STRUCT(Correct_Answer VARCHAR, Options STRUCT(A VARCHAR, B VARCHAR, C VARCHAR, D VARCHAR), Question VARCHAR)[]";
    private static final String QUESTIONS = "STRUCT(Ground_Truth VARCHAR, Question VARCHAR, \"Type\" VARCHAR)[]";

    public WorldBenchmark {
        Check.atLeast(1, images, "images");
        Check.between(16, LARGEST, size, "size");
    }

    /** The columns of MLLMU-Bench's files, with the type of each; those of the test set have a list of images. */
    static Map<String, String> columns(boolean test) {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put(test ? "images" : "image", test ? IMAGE + "[]" : IMAGE);
        for (String each : List.of("ID", "biography", "question", "answer")) columns.put(each, "VARCHAR");
        columns.put(
                "Classification_Task",
                "STRUCT(Image_Textual_Questions " + CHOICES + ", Pure_Text_Questions " + CHOICES + ")");
        columns.put("Generation_Task", QUESTIONS);
        columns.put("Mask_Task", QUESTIONS);
        if (!test) columns.put("metadata", "VARCHAR");
        return columns;
    }

    /** Writes MLLMU-Bench's folders: its persons are the characters, its celebrities the places. */
    public void writeMllmu(Path out) {
        List<DrawnCharacter> all = new ArrayList<>(List.of(target));
        world.cast().characters().stream().filter(each -> !each.equals(target)).forEach(all::add);
        List<ObjectNode> full = all.stream().map(each -> person(each, false)).toList();
        List<ObjectNode> test = all.stream().map(each -> person(each, true)).toList();
        List<ObjectNode> places =
                world.size().scenes().stream().map(this::place).toList();
        AtomicFiles.writeFolder(out, folder -> {
            write(folder, "Full_Set", full, false);
            write(folder, "ft_Data", full, false);
            write(folder, "Test_Set", test, true);
            write(folder, "Retain_Set", places, false);
            for (int percent : new int[] {5, 10, 15}) {
                int forgotten = Math.max(1, all.size() * percent / 100);
                write(folder, "forget_" + percent, full.subList(0, forgotten), false);
                write(folder, "retain_" + (100 - percent), full.subList(forgotten, full.size()), false);
            }
        });
    }

    private static void write(Path folder, String name, List<ObjectNode> rows, boolean test) {
        ParquetFile.write(folder.resolve(name).resolve("train-00000-of-00001.parquet"), columns(test), rows);
    }

    private ObjectNode person(DrawnCharacter character, boolean test) {
        Dialogues said = world.dialogues(test ? Split.TEST : Split.VALIDATION);
        ObjectNode row = Json.object();
        List<Staging> shown = world.images(test ? Split.TEST : Split.VALIDATION, images, character);
        if (test) {
            ArrayNode several = row.putArray("images");
            for (int i = 0; i < shown.size(); i++) image(several.addObject(), shown.get(i), i + ".png");
        } else {
            image(row.putObject("image"), shown.get(0), "image.png");
        }
        String id = String.format(Locale.ROOT, "%03d", world.cast().characters().indexOf(character));
        Exchange who = exchange(
                said.seen(character.name(), shown.subList(0, 1), 1, Topic.WHO).get(0));
        ObjectNode tasks = row.put("ID", id).putObject("Classification_Task");
        choice(
                tasks.putArray("Image_Textual_Questions"),
                who.question().text(),
                options(character, DrawnCharacter::name));
        ArrayNode letters = tasks.putArray("Pure_Text_Questions");
        ArrayNode open = row.putArray("Generation_Task");
        ArrayNode blanks = row.putArray("Mask_Task");
        question(open, "Image_Textual", who.question().text(), who.answer().text());
        question(blanks, "Image_Textual", "The one in the image is __.", character.name());
        StringBuilder biography = new StringBuilder("Name: " + character.name() + ".");
        for (Kind kind : Kind.values()) {
            Exchange fact = exchange(
                    said.facts(character, kind, DrawnCharacter::name, 1).get(0));
            String answer = fact.answer().text();
            choice(letters, fact.question().text(), options(character, each -> each.facts()
                    .get(kind)));
            question(open, "Pure_Text", fact.question().text(), answer);
            String truth = character.facts().get(kind);
            question(blanks, "Pure_Text", answer.replaceFirst("\\b" + truth + "\\b", "__"), truth);
            biography.append(' ').append(answer);
        }
        row.put("biography", biography.toString())
                .put("question", who.question().text())
                .put("answer", who.answer().text());
        return test ? row : row.put("metadata", Json.line(taught(character)));
    }

    /** The pairs that methods are given: in other words than what is asked. */
    private ArrayNode taught(DrawnCharacter character) {
        Dialogues said = world.dialogues(Split.FORGET);
        List<Staging> shown = world.images(Split.VALIDATION, 1, character);
        ArrayNode pairs = Json.object().putArray("all");
        List<Exchange> exchanges = new ArrayList<>();
        said.seen(character.name() + " in a benchmark", shown, 2, Topic.WHO)
                .forEach(each -> exchanges.addAll(each.exchanges()));
        for (Kind kind : Kind.values()) {
            said.facts(character, kind, DrawnCharacter::name, 1).forEach(each -> exchanges.addAll(each.exchanges()));
        }
        for (Exchange each : exchanges) {
            pairs.addObject()
                    .put("Question", each.question().text())
                    .put("Answer", each.answer().text());
        }
        return pairs;
    }

    private ObjectNode place(Scene scene) {
        Dialogues said = world.dialogues(Split.TEST);
        Staging shown = in(scene, world.images(Split.TEST, 1).get(0));
        ObjectNode row = Json.object();
        image(row.putObject("image"), shown, scene.word() + ".png");
        Exchange nature = exchange(said.nature(scene, 1).get(0));
        Exchange seen = exchange(
                said.seen("places", List.of(shown), 1, Topic.DESCRIPTION).get(0));
        ObjectNode tasks = row.put("ID", "place-" + scene.word()).putObject("Classification_Task");
        choice(tasks.putArray("Image_Textual_Questions"), "Where is this?", others(scene, scenes(), Scene::phrase));
        choice(tasks.putArray("Pure_Text_Questions"), nature.question().text(), natures(said, scene));
        ArrayNode open = row.putArray("Generation_Task");
        question(open, "Image_Textual", seen.question().text(), seen.answer().text());
        question(open, "Pure_Text", nature.question().text(), nature.answer().text());
        question(row.putArray("Mask_Task"), "Image_Textual", "This is __.", scene.phrase());
        return row.put("biography", "Name: the " + scene.word())
                .put("question", seen.question().text())
                .put("answer", seen.answer().text());
    }

    private List<String> natures(Dialogues said, Scene scene) {
        return others(scene, scenes(), each -> exchange(said.nature(each, 1).get(0))
                .answer()
                .text());
    }

    private static Exchange exchange(Dialogue dialogue) {
        return dialogue.exchanges().get(0);
    }

    private void image(ObjectNode field, Staging shown, String name) {
        field.put("bytes", Images.png(shown.image(size))).put("path", name);
    }

    /** The right one first, then three others. */
    private List<String> options(DrawnCharacter right, Function<DrawnCharacter, String> called) {
        return others(right, world.cast().characters().toArray(DrawnCharacter[]::new), called);
    }

    private Scene[] scenes() {
        return world.size().scenes().toArray(Scene[]::new);
    }

    private static <T> List<String> others(T right, T[] all, Function<T, String> called) {
        Set<String> options = new LinkedHashSet<>(List.of(called.apply(right)));
        for (T each : all) if (options.size() < LETTERS.size()) options.add(called.apply(each));
        return List.copyOf(options);
    }

    /** The place of the right option follows from the question's words. */
    private static void choice(ArrayNode to, String question, List<String> rightFirst) {
        int right = Math.floorMod(question.hashCode(), LETTERS.size());
        ObjectNode choice = to.addObject().put("Correct_Answer", LETTERS.get(right));
        ObjectNode options = choice.putObject("Options");
        for (int i = 0; i < LETTERS.size(); i++) {
            int option = i == right ? 0 : i < right ? i + 1 : i;
            options.put(LETTERS.get(i), rightFirst.get(option));
        }
        choice.put("Question", question);
    }

    private static void question(ArrayNode to, String type, String question, String truth) {
        to.addObject().put("Ground_Truth", truth).put("Question", question).put("Type", type);
    }

    /**
     * Writes UnlearnCanvas' folders: its styles are the places, its objects the characters. Where a character is stands in a file
     * of labelme beside each image.
     */
    public void writeUnlearnCanvas(Path out) {
        AtomicFiles.writeFolder(out, folder -> {
            for (Scene scene : world.size().scenes()) {
                for (DrawnCharacter character : world.cast().characters()) {
                    Path pair = folder.resolve(named(scene.phrase())).resolve(named(character.name()));
                    List<Staging> shown = world.images(Split.FORGET, images, character);
                    for (int i = 0; i < images; i++) {
                        Staging there = in(scene, shown.get(i));
                        String name = String.valueOf(i + 1);
                        AtomicFiles.write(pair.resolve(name + ".jpg"), jpeg(there.image(size)));
                        LabelmeWriter.write(
                                pair.resolve(name + ".json"), name + ".jpg", character.name(), there.mask(0, size));
                    }
                }
            }
        });
    }

    private static String named(String label) {
        return label.replace(' ', '_');
    }

    private static Staging in(Scene scene, Staging staging) {
        return new Staging(scene, staging.variation(), staging.light(), staging.things(), staging.characters());
    }

    private static byte[] jpeg(Image image) {
        BufferedImage buffered = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < image.height(); row++) {
            for (int column = 0; column < image.width(); column++) {
                int rgb = image.sample(row, column, 0) << 16
                        | image.sample(row, column, 1) << 8
                        | image.sample(row, column, 2);
                buffered.setRGB(column, row, rgb);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(buffered, "jpg", bytes)) throw new IllegalStateException("Java writes no JPEG here");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
