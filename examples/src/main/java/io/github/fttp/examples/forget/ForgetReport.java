package io.github.fttp.examples.forget;

import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.MarkedText;
import io.github.fttp.core.mask.NearMiss;
import io.github.fttp.core.mask.NearMisses;
import io.github.fttp.core.method.MethodSpec;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.core.train.RunLog;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.metrics.report.Html;
import io.github.fttp.metrics.report.LinePlot;
import io.github.fttp.mllm.data.EncodedSample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A run that has ended, for programs and for people.
 *
 * @param after empty where it was interrupted or diverged
 * @param log of all its steps, those before a resumption too
 */
record ForgetReport(
        Concept concept, MethodSpec method, RunSummary summary, Snapshot before, Optional<Snapshot> after, RunLog log) {
    private static final int THUMBNAIL = 160;
    private static final String NAMED_BY_NONE =
            "No answer named it before either, so how many name it now tells nothing.";

    /** The contents of {@code metrics.json}. */
    Map<String, Object> figures() {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("concept", concept.names());
        figures.put("method", method.method().name());
        figures.put("method_settings", method.settings());
        figures.put("settings", log.settings());
        ForgetRun.putEnd(figures, summary);
        figures.put("before", before.figures(concept));
        after.ifPresent(snapshot -> figures.put("after", snapshot.figures(concept)));
        return figures;
    }

    /** Before and after in a few lines. */
    String lines() {
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
                    naming(row.of())));
        }
        if (namesNothing()) lines.append(NAMED_BY_NONE).append(System.lineSeparator());
        return lines.toString();
    }

    /** Whether the answers cannot tell what was forgotten. */
    private boolean namesNothing() {
        return !before.answers().isEmpty() && before.naming(concept) == 0;
    }

    private record Row(String name, Snapshot of) {}

    private List<Row> rows() {
        List<Row> rows = new ArrayList<>(List.of(new Row("before", before)));
        after.ifPresent(snapshot -> rows.add(new Row("after", snapshot)));
        return rows;
    }

    private String naming(Snapshot snapshot) {
        return snapshot.naming(concept) + " of " + snapshot.answers().size();
    }

    /** The page. */
    void write(Path file, Interview interview, ForgetData data) {
        Html page = Html.page("Forgetting " + concept.name())
                .paragraph(method.method().name() + " (" + method + ") on "
                        + data.samples().size() + " samples. " + summary.sentence()
                        + " The probability of a mention is that of the whole name, the product over its tokens."
                        + " Conceptual knowledge is the model's probability of a token that names the concept, natural"
                        + " knowledge that of all other tokens of the answers; both are geometric means.");
        knowledge(page, data);
        page.section("Along the steps")
                .plot(new LinePlot(
                        "Knowledge",
                        "optimiser step",
                        List.of(
                                LinePlot.Series.of("mentions", log.course("mentionProbability")),
                                LinePlot.Series.of("conceptual, per token", log.course("conceptualKnowledge")),
                                LinePlot.Series.of("natural, per token", log.course("naturalKnowledge")))))
                .plot(plot("Loss", "concept", "conceptLoss", "rest", "restLoss"));
        answers(page, interview);
        if (namesNothing()) page.paragraph(NAMED_BY_NONE);
        page.section("What was marked")
                .paragraph("Ascent acts on the marked words, descent on the other words of the answers.");
        NearMisses near = NearMisses.of(concept);
        int missed = 0;
        for (var sample : data.samples()) {
            EncodedSample text = sample.text();
            List<NearMiss> unmarked = text.unmarked(near);
            missed += unmarked.size();
            page.raw("<p class=\"note\">" + MarkedText.html(text.prompt(), text.spans(), text.concept(), unmarked)
                    + "</p>");
        }
        if (missed > 0) {
            page.raw("<p>Near misses, <mark class=\"near\">in this colour</mark>, were not marked but trained: "
                    + missed + ".</p>");
        }
        page.section("Settings").settings(log.settings());
        page.write(file);
    }

    private void knowledge(Html page, ForgetData data) {
        List<List<String>> rows = new ArrayList<>();
        for (Row row : rows()) {
            Knowledge known = row.of().forget();
            List<String> cells = new ArrayList<>(List.of(
                    Html.cell(row.name()),
                    number(known.mentionProbability()),
                    number(known.conceptProbability()),
                    number(known.conceptual()),
                    number(known.restProbability()),
                    number(known.restPerplexity()),
                    Html.number(naming(row.of()))));
            row.of().retain().ifPresent(retain -> cells.add(number(retain.restPerplexity())));
            rows.add(cells);
        }
        List<String> header = new ArrayList<>(List.of(
                "",
                "probability of a mention (" + before.forget().mentions() + ")",
                "concept probability (" + (long) before.forget().conceptElements() + " tokens)",
                "conceptual knowledge",
                "rest probability (" + (long) before.forget().restElements() + " tokens)",
                "perplexity of the rest",
                "answers that name it"));
        if (!data.retain().isEmpty()) header.add("perplexity of retain data");
        page.section("Before and after").table(header, rows);
    }

    private LinePlot plot(String title, String first, String firstFigure, String second, String secondFigure) {
        return new LinePlot(
                title,
                "optimiser step",
                List.of(
                        LinePlot.Series.of(first, log.course(firstFigure)),
                        LinePlot.Series.of(second, log.course(secondFigure))));
    }

    private void answers(Html page, Interview interview) {
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < interview.samples().size(); i++) {
            List<Path> images = interview.samples().get(i).text().images();
            rows.add(List.of(
                    images.isEmpty() ? Html.cell("") : thumbnail(images.get(0)),
                    Html.cell(interview.question(i)),
                    Html.cell(before.answers().get(i)),
                    Html.cell(after.isPresent() ? after.get().answers().get(i) : "")));
        }
        page.section("Answers").table(List.of("image", "question", "before", "after"), rows);
    }

    private static String thumbnail(Path image) {
        byte[] png = Images.png(ImageProcessor.clip(THUMBNAIL).fit(Images.read(image)));
        return Html.image(png, "image/png", image.getFileName().toString());
    }

    private static String number(double value) {
        return Html.number(String.format(Locale.ROOT, "%.4g", value));
    }
}
