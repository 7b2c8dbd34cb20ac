package io.github.fttp.metrics.benchmark;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.method.Modality;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.text.TextObservation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * POPE (Li et al. 2023): whether an image shows an object, to be answered by yes or no, where objects that it does not show
 * are drawn at random, from frequent ones, or from those that often stand beside what it does show. Nothing is to be
 * forgotten.
 *
 * <p>An answer is no where its first sentence has the word no or not, and yes else, as in the authors' evaluation.
 */
final class Pope implements Benchmark {
    private static final Pattern FILE = Pattern.compile("(.+)_pope_(.+)\\.jsonl?");
    private static final Set<String> NO = Set.of("No", "no", "not");
    private static final int ANSWER_TOKENS = 128;
    private static final List<Metric<TextObservation>> METRICS =
            YesNo.metrics("Li et al. 2023 (POPE)", answer -> Stream.of(
                            answer.split("\\.", 2)[0].replace(",", "").split(" "))
                    .noneMatch(NO::contains));

    @Override
    public String name() {
        return "pope";
    }

    @Override
    public String title() {
        return "POPE: objects that images show or don't";
    }

    @Override
    public String source() {
        return "Li et al. 2023, arXiv 2305.10355; data AoiDragon/POPE (output/coco) with the images of COCO's val2014";
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
        List<Path> folders = new ArrayList<>(List.of(request.data()));
        folders.addAll(Listing.folders(request.data()));
        List<BenchmarkSet> sets = new ArrayList<>();
        files(folders)
                .forEach((label, file) -> sets.add(new BenchmarkSet(
                        new DataSet(Role.NATURAL, label), questions(label, file, folders, images), ANSWER_TOKENS)));
        if (sets.isEmpty()) throw new BadData(request.data(), "has no file called ..._pope_....json");
        List<Figure> figures = sets.stream()
                .flatMap(set -> METRICS.stream()
                        .map(each -> new Figure(each.name() + ", " + set.set().label(), set.set(), each.name())))
                .toList();
        return TextBenchmark.ofUtility(forgotten, sets, METRICS, figures);
    }

    private static Map<String, Path> files(List<Path> folders) {
        Map<String, Path> files = new TreeMap<>();
        for (Path folder : folders) {
            for (Path file : Listing.files(folder)) {
                Matcher named = FILE.matcher(Listing.name(file));
                if (!named.matches()) continue;
                Path other = files.put(named.group(1) + "-" + named.group(2), file);
                if (other != null) throw new BadData(file, "has the questions of another file, " + other);
            }
        }
        return files;
    }

    private static List<BenchmarkQuestion> questions(String label, Path file, List<Path> folders, ImageStore images) {
        List<BenchmarkQuestion> questions = new ArrayList<>();
        for (Json row : Json.rows(file)) {
            Json answer = row.field("label");
            if (!Set.of("yes", "no").contains(answer.text())) {
                throw answer.refuse("is " + answer.found() + ", expected yes or no");
            }
            questions.add(BenchmarkQuestion.about(
                    images.take(row.field("image"), folders),
                    label + "-" + questions.size(),
                    row.field("text").text(),
                    answer.text(),
                    List.of()));
        }
        if (questions.isEmpty()) throw new BadData(file, "has no rows");
        return questions;
    }
}
