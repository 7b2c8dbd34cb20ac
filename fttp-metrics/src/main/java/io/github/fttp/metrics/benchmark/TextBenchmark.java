package io.github.fttp.metrics.benchmark;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.text.TextObservation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A benchmark of models that answer questions. Names that data to keep comes with are left out: they are nothing to forget.
 *
 * @param forgotten which part is to be forgotten, in words
 * @param concept all names of what is to be forgotten
 * @param forget what a method is given to forget; empty where a model is measured on what must stay alone
 * @param retain what it is given to keep; may be empty
 * @param sets what is asked, in the benchmark's order
 * @param rules its own metrics, beside those of the registry that its figures name
 * @param judge who scores answers, for the metrics that need it; may be empty
 * @param figures its headline
 * @param notes on the data as it was found, a line each
 */
public record TextBenchmark(
        String forgotten,
        Concept concept,
        List<BenchmarkQuestion> forget,
        List<BenchmarkQuestion> retain,
        List<BenchmarkSet> sets,
        Rules rules,
        Optional<AnswerJudge> judge,
        List<Figure> figures,
        List<String> notes)
        implements BenchmarkData {
    /** The metrics of a benchmark. */
    @FunctionalInterface
    public interface Rules {
        /** @param judge scores answers; where there is none, metrics that need one say so by their needs */
        List<Metric<TextObservation>> metrics(Optional<AnswerJudge> judge);
    }

    /** The label of sets that are asked in whole sentences begins so, where a benchmark has other kinds as well. */
    private static final String SENTENCES = "generation";

    public TextBenchmark {
        forget = List.copyOf(forget);
        retain = retain.stream().map(BenchmarkQuestion::ofNobody).toList();
        sets = sets.stream().map(BenchmarkSet::naming).toList();
        figures = List.copyOf(figures);
        notes = List.copyOf(notes);
    }

    /** A benchmark that there is nothing to note on, whose samples to forget say whose names they are about. */
    public TextBenchmark(
            String forgotten,
            List<BenchmarkQuestion> forget,
            List<BenchmarkQuestion> retain,
            List<BenchmarkSet> sets,
            Rules rules,
            Optional<AnswerJudge> judge,
            List<Figure> figures) {
        this(forgotten, named(forget), forget, retain, sets, rules, judge, figures, List.of());
    }

    /** The answer to {@link Benchmark#forgets} where all must stay. */
    static final String FORGETS_NOTHING = "nothing; the name of what the model was to forget (must be given)";

    /** A benchmark of what must stay alone, of a model that was to forget something of this name. */
    static TextBenchmark ofUtility(
            String forgotten, List<BenchmarkSet> sets, List<Metric<TextObservation>> metrics, List<Figure> figures) {
        return new TextBenchmark(
                forgotten,
                Mentions.concept(PersonNames.of(forgotten)),
                List.of(),
                List.of(),
                sets,
                judge -> metrics,
                Optional.empty(),
                figures,
                List.of());
    }

    /** Notes something on the data. */
    TextBenchmark noting(List<String> lines) {
        return new TextBenchmark(forgotten, concept, forget, retain, sets, rules, judge, figures, lines);
    }

    private static Concept named(List<BenchmarkQuestion> forget) {
        Set<String> names = new LinkedHashSet<>();
        forget.forEach(each -> names.addAll(each.names()));
        if (names.isEmpty()) throw new BadData("data to forget", "has no names of whom it is about");
        return Mentions.concept(List.copyOf(names));
    }

    @Override
    public String account() {
        String asked = sets.stream()
                .map(each -> each.set() + " (" + each.questions().size() + ")")
                .collect(Collectors.joining(", "));
        String data = forget.isEmpty()
                ? "to forget: nothing; the model is one that was to forget " + concept.name()
                : "to forget: " + forgotten + ", " + forget.size() + " samples; to keep: " + retain.size() + " samples";
        return data + "\nasked: " + asked + "\n"
                + notes.stream().map(each -> each + "\n").collect(Collectors.joining())
                + (forget.isEmpty() ? "" : Mentions.of(forget).text());
    }

    /** Questions of each role in whole sentences, as comparisons ask it. */
    Map<DataSet, List<BenchmarkQuestion>> compared() {
        Map<DataSet, List<BenchmarkQuestion>> compared = new LinkedHashMap<>();
        for (Role role : List.of(Role.FORGET, Role.GENERALITY, Role.RETAIN, Role.NATURAL)) {
            List<BenchmarkSet> all = sets.stream()
                    .filter(each ->
                            each.set().role() == role && !each.questions().isEmpty())
                    .toList();
            List<BenchmarkSet> sentences = all.stream()
                    .filter(each -> each.set().label().startsWith(SENTENCES))
                    .toList();
            List<BenchmarkQuestion> questions = new ArrayList<>();
            (sentences.isEmpty() ? all : sentences).forEach(each -> questions.addAll(each.questions()));
            if (!questions.isEmpty()) compared.put(new DataSet(role, ""), questions);
        }
        return compared;
    }

    /** Its own metrics. */
    public List<Metric<TextObservation>> metrics() {
        return rules.metrics(judge);
    }

    /** Has a judge score the answers, for the figures that need one; the same answers once, for however many figures. */
    public TextBenchmark judgedBy(AnswerJudge who) {
        Map<List<AnswerJudge.Item>, List<Double>> said = new HashMap<>();
        AnswerJudge once = items -> said.computeIfAbsent(items, who::scores);
        return new TextBenchmark(forgotten, concept, forget, retain, sets, rules, Optional.of(once), figures, notes);
    }
}
