package io.github.fttp.metrics.benchmark;

import static io.github.fttp.metrics.DataSet.FORGET;
import static io.github.fttp.metrics.DataSet.GENERALITY;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.ImageFolder;
import io.github.fttp.core.method.Modality;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.text.Naming;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * MMUBench (Li et al. 2024): one concept from one image, asked about on that image and on unseen ones, in several languages and by
 * way of other facts.
 *
 * <p>An answer counts as forgotten where the prompt's target does not occur in it, whatever upper and lower case; unseen images
 * follow each other in the order of their names, and begin anew behind the last.
 */
final class MmuBench implements Benchmark {
    private static final int ANSWER_TOKENS = 200;
    private static final DataSet HOPS = new DataSet(Role.GENERALITY, "multi-hop");
    private static final DataSet LANGUAGES = new DataSet(Role.GENERALITY, "languages");
    private static final DataSet MEMBERS = new DataSet(Role.GENERALITY, "membership");
    private static final String WITHOUT = "answers without the target";
    private static final String JUDGED = "knowledge of the concept, by a judge";

    @Override
    public String name() {
        return "mmubench";
    }

    @Override
    public String title() {
        return "MMUBench: a concept from one image";
    }

    @Override
    public String source() {
        return "Li et al. 2024, arXiv 2405.12523; data as released with SIU (finetunedata, evaldata, images)";
    }

    @Override
    public Modality modality() {
        return Modality.TEXT;
    }

    @Override
    public Set<BenchmarkOption> takes() {
        return Set.of(BenchmarkOption.JUDGE);
    }

    @Override
    public String forgets() {
        return "the concept's name, such as \"Donald Trump\" (must be given)";
    }

    @Override
    public TextBenchmark read(BenchmarkRequest request, ImageStore images) {
        Path data = new Configurations(request.data()).data();
        List<String> names = PersonNames.of(request.named());
        Reader reader = new Reader(data, images, names);
        List<BenchmarkQuestion> forget = reader.training("GA.json", true);
        List<String> trained = forget.stream()
                .flatMap(each -> each.images().stream())
                .distinct()
                .toList();
        if (trained.isEmpty()) throw new BadData(data.resolve("finetunedata/GA.json"), "has no image of the concept");
        List<String> unseen = reader.unseen();
        List<Json> prompts = Json.rows(data.resolve("evaldata/execcuatedata.json"));
        List<BenchmarkSet> sets = new ArrayList<>();
        sets.add(reader.asked(FORGET, prompts, trained));
        sets.add(reader.asked(GENERALITY, prompts, unseen));
        if (Files.exists(data.resolve("evaldata/Multi-hop.json"))) {
            sets.add(reader.asked(HOPS, Json.rows(data.resolve("evaldata/Multi-hop.json")), unseen));
        }
        if (Files.exists(data.resolve("evaldata/multilanguage.json"))) {
            sets.add(reader.asked(LANGUAGES, Json.rows(data.resolve("evaldata/multilanguage.json")), unseen));
        }
        if (Files.exists(data.resolve("evaldata/miadata.json"))) {
            sets.add(reader.asked(MEMBERS, Json.rows(data.resolve("evaldata/miadata.json")), unseen.subList(0, 1)));
        }
        List<BenchmarkQuestion> retain =
                Files.exists(data.resolve("finetunedata/SIU.json")) ? reader.training("SIU.json", false) : List.of();
        return new TextBenchmark(
                request.forget(),
                forget,
                retain,
                sets,
                judge -> List.of(
                        OwnMetrics.ofAnswers(
                                        WITHOUT,
                                        "Share of answers in which the prompt's target does not occur.",
                                        (target, answer) -> answer.toLowerCase(Locale.ROOT)
                                                        .contains(target.toLowerCase(Locale.ROOT))
                                                ? 0
                                                : 1)
                                .better(Direction::ofIgnorance),
                        OwnMetrics.fluency(),
                        MmuMetrics.distance(),
                        MmuMetrics.membership(MEMBERS),
                        new JudgedAnswers(JUDGED, "Li et al. 2024", 1, 5, label -> true, judge)),
                Optional.empty(),
                figures(sets));
    }

    private static List<Figure> figures(List<BenchmarkSet> sets) {
        List<Figure> figures = new ArrayList<>();
        for (BenchmarkSet each : sets) {
            if (each.set().equals(MEMBERS)) {
                figures.add(new Figure("MIA, ROUGE-L", MEMBERS, MmuMetrics.MEMBERSHIP));
                continue;
            }
            String of = each.set().equals(FORGET) ? "efficacy" : each.set().name();
            figures.add(new Figure(of, each.set(), WITHOUT));
            if (!each.set().equals(FORGET)) figures.add(new Figure(of + ", GPT score", each.set(), JUDGED));
        }
        figures.add(new Figure("C-Dis", GENERALITY, MmuMetrics.DISTANCE));
        figures.add(new Figure("fluency", GENERALITY, "fluency"));
        figures.add(new Figure("diversity", GENERALITY, "diversity"));
        return figures;
    }

    /** Reads files of the release. */
    private record Reader(Path data, ImageStore images, List<String> names) {
        /** @param concept whether those that name the concept are wanted, or those of others in words alone */
        List<BenchmarkQuestion> training(String file, boolean concept) {
            Path path = data.resolve("finetunedata").resolve(file);
            List<BenchmarkQuestion> samples = new ArrayList<>();
            for (Json item : Json.rows(path)) {
                List<Json> turns = item.field("conversations").items();
                if (turns.size() < 2) throw item.field("conversations").refuse("has no question with an answer");
                String answer = turns.get(1).field("value").text();
                String question = turns.get(0).field("value").text();
                boolean about = Naming.exact(Mentions.concept(names), question + "\n" + answer);
                if (!concept && (about || item.optional("image").isPresent())) continue;
                String id = "sample-" + samples.size();
                String plain = question.replace("<image>", "").strip();
                List<String> of = concept ? names : List.of();
                samples.add(item.optional("image")
                        .map(image -> BenchmarkQuestion.about(images.take(image, data), id, plain, answer, of))
                        .orElseGet(() -> BenchmarkQuestion.text(id, plain, answer, of)));
            }
            return samples;
        }

        /** The images of folders whose names begin with {@code test}, one after the other. */
        List<String> unseen() {
            Set<String> unseen = new LinkedHashSet<>();
            for (Path folder : Listing.folders(data)) {
                if (!Listing.name(folder).startsWith("test")) continue;
                for (Path file : ImageFolder.of(folder).images()) unseen.add(images.take(file));
            }
            if (unseen.isEmpty()) {
                throw new BadData(data, "has no unseen images: expected a folder called test... with some");
            }
            return List.copyOf(unseen);
        }

        /** A prompt without a target has the concept's name for one; one without an image of its own takes the next. */
        BenchmarkSet asked(DataSet set, List<Json> prompts, List<String> cycle) {
            List<BenchmarkQuestion> asked = new ArrayList<>();
            for (Json each : prompts) {
                String image = each.optional("imgid")
                        .map(named -> images.take(named, data))
                        .orElse(cycle.get(asked.size() % cycle.size()));
                asked.add(BenchmarkQuestion.about(
                        image,
                        set.name() + "-" + asked.size(),
                        each.field("prompt").text(),
                        each.optional("target").map(Json::text).orElse(names.get(0)),
                        names));
            }
            return new BenchmarkSet(set, asked, ANSWER_TOKENS);
        }
    }
}
