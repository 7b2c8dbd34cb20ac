package io.github.fttp.metrics.benchmark;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.TextFiles;
import io.github.fttp.core.mask.ImageFolder;
import io.github.fttp.core.method.Modality;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * MME (Fu et al. 2023): two questions about each image, one to be answered by yes and one by no, in subtasks of perception and
 * cognition. Nothing is to be forgotten.
 *
 * <p>A subtask is a folder of images, each beside a text of its name with a question, a tab and its answer on each of two lines; or
 * one with {@code images} and {@code questions_answers_YN} apart. An answer is read from its first four letters, as in the authors'
 * evaluation.
 */
final class Mme implements Benchmark {
    private static final int ANSWER_TOKENS = 128;
    private static final String TEXTS = "questions_answers_YN";

    @Override
    public String name() {
        return "mme";
    }

    @Override
    public String title() {
        return "MME: perception and cognition, by yes or no";
    }

    @Override
    public String source() {
        return "Fu et al. 2023, arXiv 2306.13394; data MME_Benchmark_release_version";
    }

    @Override
    public Modality modality() {
        return Modality.TEXT;
    }

    @Override
    public Set<BenchmarkOption> takes() {
        return Set.of();
    }

    @Override
    public String forgets() {
        return TextBenchmark.FORGETS_NOTHING;
    }

    @Override
    public TextBenchmark read(BenchmarkRequest request, ImageStore images) {
        String forgotten = request.named();
        List<BenchmarkSet> sets = new ArrayList<>();
        for (Path folder : tasks(request.data())) {
            DataSet set = new DataSet(Role.NATURAL, Listing.name(folder));
            sets.add(new BenchmarkSet(set, questions(folder, images), ANSWER_TOKENS));
        }
        List<DataSet> tasks = sets.stream().map(BenchmarkSet::set).toList();
        return TextBenchmark.ofUtility(forgotten, sets, MmeMetrics.all(tasks), MmeMetrics.figures(tasks));
    }

    /** The folders of subtasks, in the data itself or in a folder of it. */
    private static List<Path> tasks(Path data) {
        List<Path> folders = Listing.folders(data);
        return Stream.concat(Stream.of(folders), folders.stream().map(Listing::folders))
                .map(some -> some.stream().filter(Mme::isTask).toList())
                .filter(some -> !some.isEmpty())
                .findFirst()
                .orElseThrow(() -> new BadData(
                        data, "has no subtasks: expected folders with " + TEXTS + ", or with a text for each image"));
    }

    private static boolean isTask(Path folder) {
        return Files.isDirectory(folder.resolve(TEXTS))
                || !texts(folder).isEmpty() && !ImageFolder.of(folder).images().isEmpty();
    }

    private static Set<Path> texts(Path folder) {
        Set<Path> texts = new TreeSet<>();
        for (Path file : Listing.files(folder)) if (Listing.name(file).endsWith(".txt")) texts.add(file);
        return texts;
    }

    private static List<BenchmarkQuestion> questions(Path task, ImageStore store) {
        Path apart = task.resolve(TEXTS);
        Path folder = Files.isDirectory(apart) ? apart : task;
        Path beside = folder.equals(apart) ? task.resolve("images") : task;
        Set<Path> texts = texts(folder);
        List<BenchmarkQuestion> questions = new ArrayList<>();
        for (Path image : ImageFolder.of(beside).images()) {
            String name = Listing.name(image);
            Path text = folder.resolve(name.substring(0, name.lastIndexOf('.')) + ".txt");
            if (!texts.remove(text)) throw new BadData(image, "has no questions: expected them in " + text);
            questions.addAll(questions(text, Listing.name(task) + "/" + name, store.take(image)));
        }
        for (Path left : texts) throw new BadData(left, "is about no image: expected one of its name in " + beside);
        if (questions.isEmpty()) throw new BadData(task, "has no images with questions");
        return questions;
    }

    private static List<BenchmarkQuestion> questions(Path text, String id, String image) {
        List<String> lines = TextFiles.read(text).lines().toList();
        List<BenchmarkQuestion> questions = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) continue;
            String[] parts = lines.get(i).strip().split("\t", -1);
            String answer = parts[parts.length - 1].toLowerCase(Locale.ROOT);
            if (parts.length != 2 || !Set.of("yes", "no").contains(answer)) {
                throw new BadData(
                        text + " line " + (i + 1),
                        "is \"" + lines.get(i) + "\", expected a question, a tab, and Yes or No");
            }
            questions.add(BenchmarkQuestion.about(image, id + "-" + questions.size(), parts[0], answer, List.of()));
        }
        if (questions.size() != 2) throw new BadData(text, "has " + questions.size() + " questions, expected two");
        return questions;
    }
}
