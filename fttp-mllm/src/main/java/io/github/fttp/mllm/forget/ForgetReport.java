package io.github.fttp.mllm.forget;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.NearMiss;
import io.github.fttp.core.mask.NearMisses;
import io.github.fttp.core.method.ChosenMethod;
import io.github.fttp.core.method.UnlearningMethod;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.core.train.RunLog;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Likeness;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.report.Cell;
import io.github.fttp.metrics.report.Change;
import io.github.fttp.metrics.report.CollateralLoss;
import io.github.fttp.metrics.report.CollateralMap;
import io.github.fttp.metrics.report.Content;
import io.github.fttp.metrics.report.Costs;
import io.github.fttp.metrics.report.ForgettingReport;
import io.github.fttp.metrics.report.LinePlot;
import io.github.fttp.metrics.report.Paragraph;
import io.github.fttp.metrics.report.Passage;
import io.github.fttp.metrics.report.Table;
import io.github.fttp.metrics.report.UnseenData;
import io.github.fttp.metrics.statistics.Interval;
import io.github.fttp.metrics.text.TextMetrics;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.evaluate.Thumbnail;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The report of a run that has ended, for programs and for people. */
public final class ForgetReport {
    private static final String NAMED_BY_NONE =
            "No answer named it before either, so how many name it now tells nothing.";

    private static final String NAMED_BY_MORE = "More answers name it than before.";

    private final Concept concept;
    private final ChosenMethod<UnlearningMethod> method;
    private final RunSummary summary;
    private final double chance;
    private final Map<String, Likeness> others;
    private final Snapshot before;
    private final Optional<Snapshot> after;
    private final RunLog log;
    private final Interview interview;
    private final ForgetData data;
    private final Decoding decoding;

    /**
     * @param chance probability of a mention by a model that does not know it
     * @param others how like each other concept that there is data of was to this one before, by name
     * @param after empty where it was interrupted or diverged
     * @param log of all its steps, those before a resumption too
     */
    ForgetReport(
            Concept concept,
            ChosenMethod<UnlearningMethod> method,
            RunSummary summary,
            double chance,
            Map<String, Likeness> others,
            Snapshot before,
            Optional<Snapshot> after,
            RunLog log,
            Interview interview,
            ForgetData data,
            Decoding decoding) {
        this.concept = concept;
        this.method = method;
        this.summary = summary;
        this.chance = chance;
        this.others = others;
        this.before = before;
        this.after = after;
        this.log = log;
        this.interview = interview;
        this.data = data;
        this.decoding = decoding;
    }

    /** The contents of {@code metrics.json}. */
    public Map<String, Object> json() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("concept", concept.names());
        figures.put("method", method.name());
        figures.put("method_settings", method.settings());
        figures.put("settings", log.settings());
        figures.put("steps", summary.steps());
        figures.put("end", summary.end().word());
        figures.put("end_reason", summary.reason());
        figures.put("before", before.json(concept));
        after.ifPresent(snapshot -> figures.put("after", snapshot.json(concept)));
        if (!others.isEmpty()) {
            figures.put("others", losses().stream().map(CollateralLoss::json).toList());
        }
        return figures;
    }

    /** Before and after in a few lines. */
    public String lines() {
        StringBuilder lines = new StringBuilder(String.format(
                "%-8s %14s %20s %20s %16s %16s%n",
                "", "whole names", "concept probability", "rest probability", "rest perplexity", "naming it"));
        for (Row row : rows()) {
            Knowledge known = row.of().forget();
            lines.append(String.format(
                    Locale.ROOT,
                    "%-8s %14.4g %20.4g %20.4g %16.4g %16s%n",
                    row.name(),
                    known.mentionProbability(),
                    known.conceptProbability(),
                    known.restProbability(),
                    known.restPerplexity(),
                    mentioned(row.of())));
        }
        ofNaming().ifPresent(sentence -> lines.append(sentence).append(System.lineSeparator()));
        return lines.toString();
    }

    /** What is to be said of how many answers name it. */
    private Optional<String> ofNaming() {
        long then = before.naming(concept);
        long now = after.map(snapshot -> snapshot.naming(concept)).orElse(then);
        if (now > then) return Optional.of(NAMED_BY_MORE);
        return then == 0 && !before.answers().isEmpty() ? Optional.of(NAMED_BY_NONE) : Optional.empty();
    }

    private record Row(String name, Snapshot of) {}

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>(List.of(new Row("before", before)));
        after.ifPresent(snapshot -> rows.add(new Row("after", snapshot)));
        return rows;
    }

    private String mentioned(Snapshot snapshot) {
        return snapshot.naming(concept) + " of " + snapshot.answers().size();
    }

    /** Writes the page, whole or not at all. */
    public void write(Path file) {
        new ForgettingReport(
                        "Forgetting " + concept.name(),
                        concept.name(),
                        method.name() + " (" + method + ") on "
                                + data.samples().size() + " samples. " + summary.sentence()
                                + " " + UnseenData.sentence(data.unseen(), data.trainedOn()),
                        changes(),
                        ofNaming().map(sentence -> sentence + " ").orElse("")
                                + "The probability of a mention is that of the whole name, the product over its tokens; a"
                                + " mention is at chance where it is one of as many answers as the model found plausible."
                                + " Conceptual knowledge is the model's probability of a token that names the concept, natural"
                                + " knowledge that of all other tokens of the answers; both are geometric means. n counts samples,"
                                + " and intervals are by whole samples.",
                        curves(
                                new LinePlot(
                                        "Knowledge",
                                        "optimiser step",
                                        List.of(
                                                course("mentions", "mentionProbability"),
                                                course("conceptual, per token", "conceptualKnowledge"),
                                                course("natural, per token", "naturalKnowledge"))),
                                new LinePlot(
                                        "Loss",
                                        "optimiser step",
                                        List.of(course("concept", "conceptLoss"), course("rest", "restLoss")))),
                        new CollateralMap(concept.name(), Map.of(method.name(), losses())),
                        interview.samples().isEmpty() ? List.of() : List.of(answers()),
                        marked(),
                        Costs.of(log, data.given()),
                        log.settings())
                .write(file);
    }

    private LinePlot.Series course(String title, String name) {
        return LinePlot.Series.of(title, log.course(name));
    }

    private List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        changes.add(change("probability of a mention", Role.FORGET, chance, of -> mention(of.forget())));
        if (!before.answers().isEmpty()) {
            changes.add(new Change(
                    "answers that name it",
                    Role.FORGET,
                    naming(before),
                    after.map(this::naming).orElse(Change.missing(naming(before))),
                    0));
        }
        changes.add(change("conceptual knowledge, per token", Role.FORGET, Double.NaN, of -> conceptual(of.forget())));
        changes.add(change(
                "natural knowledge, the other tokens of the answers", Role.NATURAL, 0, of -> natural(of.forget())));
        if (!data.retain().isEmpty()) {
            changes.add(change("natural knowledge, the data to keep", Role.RETAIN, 0, of -> of.retain()
                    .map(ForgetReport::natural)
                    .orElse(Interval.NONE)));
        }
        changes.addAll(unseen().changes());
        return changes;
    }

    private UnseenData unseen() {
        Measurements last = after.map(Snapshot::unseen).orElse(Measurements.none());
        return new UnseenData(
                TextMetrics.CONCEPTUAL_KNOWLEDGE,
                TextMetrics.NATURAL_KNOWLEDGE,
                before.unseen(),
                last,
                log,
                summary.steps());
    }

    private List<CollateralLoss> losses() {
        return unseen().others(concept.name(), others);
    }

    private List<LinePlot> curves(LinePlot knowledge, LinePlot loss) {
        List<LinePlot> curves = new ArrayList<>(List.of(knowledge, loss));
        curves.addAll(unseen().curves());
        return curves;
    }

    private static Interval mention(Knowledge known) {
        return Interval.of(known.mentionProbability(), known.mentionInterval());
    }

    private static Interval conceptual(Knowledge known) {
        return Interval.of(known.conceptual(), known.conceptualInterval());
    }

    private static Interval natural(Knowledge known) {
        return Interval.of(known.natural(), known.naturalInterval());
    }

    private Change change(String name, Role role, double chance, Function<Snapshot, Interval> value) {
        return new Change(
                name,
                role,
                share(value.apply(before), role),
                share(after.map(value).orElse(Interval.NONE), role),
                chance);
    }

    private static Measurement share(Interval value, Role role) {
        return new Measurement(value, Measurement.Kind.SHARE, Direction.ofKnowledge(role));
    }

    private Measurement naming(Snapshot snapshot) {
        double[] named = snapshot.answers().stream()
                .mapToDouble(answer -> concept.occurrences(answer).isEmpty() ? 0 : 1)
                .toArray();
        return new Measurement(Interval.ofMean(named, 1), Measurement.Kind.SHARE, Direction.ofKnowledge(Role.FORGET));
    }

    private Table answers() {
        List<List<Cell>> rows = new ArrayList<>();
        for (int i = 0; i < interview.samples().size(); i++) {
            rows.add(List.of(
                    Thumbnail.of(interview.samples().get(i).text().images(), decoding),
                    Cell.text(interview.question(i)),
                    Cell.text(before.answers().get(i)),
                    Cell.text(after.isPresent() ? after.get().answers().get(i) : "")));
        }
        return new Table(List.of("image", "question", "before", "after"), rows);
    }

    private List<Content> marked() {
        List<Content> marked = new ArrayList<>();
        marked.add(Paragraph.note("Ascent acts on the marked words, descent on the other words of the answers."));
        NearMisses near = NearMisses.of(concept);
        int missed = 0;
        for (var sample : data.samples()) {
            EncodedSample text = sample.text();
            List<NearMiss> unmarked = text.unmarked(near);
            missed += unmarked.size();
            marked.add(new Passage(text.prompt(), text.spans(), text.concept(), unmarked));
        }
        if (missed > 0) {
            marked.add(
                    Paragraph.note("Near misses, in the other colour, were not marked but trained: " + missed + "."));
        }
        return marked;
    }
}
