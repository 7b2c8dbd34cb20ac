package io.github.fttp.metrics.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Evaluation;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.text.TextObservation.Rivals;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/**
 * The metrics of text by name, against values that SciPy (gmean, hmean, ks_2samp), scikit-learn (roc_auc_score), NLTK
 * (sentence_bleu, smoothing 1) and NumPy compute of the same random losses and answers; forget quality's other model stands for
 * the model before as well.
 */
class TextMetricsValuesTest {
    private static final Json CASE =
            Json.data(Path.of("src/test/resources/io/github/fttp/metrics/text/text-metrics.json"));
    private static final Concept CONCEPT = Concept.of("Mira Volk");

    private static Observations<TextObservation> model(String name) {
        Map<DataSet, TextObservation> sets = new LinkedHashMap<>();
        Json model = CASE.field(name);
        for (String set : model.names()) sets.put(DataSet.parse(set), observation(model.field(set)));
        return new Observations<>(CONCEPT, sets);
    }

    private static TextObservation observation(Json set) {
        List<TextSample> samples = new ArrayList<>();
        for (Json truth : set.field("truths").items()) {
            samples.add(TextSample.of(String.valueOf(samples.size()), "Who is it?", truth.text()));
        }
        List<TokenReadings> readings = readings(set.field("readings"));
        List<Rivals> rivals = set.field("rivals").items().stream()
                .map(each -> new Rivals(readings(each.field("paraphrases")), readings(each.field("wrong"))))
                .toList();
        return new TextObservation(
                samples, set.field("answers").items().stream().map(Json::text).toList(), readings, rivals, List.of());
    }

    private static List<TokenReadings> readings(Json of) {
        return of.items().stream().map(TextMetricsValuesTest::reading).toList();
    }

    private static TokenReadings reading(Json of) {
        List<Json> concept = of.field("concept").items();
        boolean[] marks = new boolean[concept.size()];
        for (int i = 0; i < marks.length; i++) marks[i] = concept.get(i).flag();
        return new TokenReadings(
                whole(of.field("labels")),
                numbers(of.field("losses")),
                whole(of.field("likeliest")),
                marks,
                numbers(of.field("expected")),
                numbers(of.field("deviation")));
    }

    private static double[] numbers(Json of) {
        return of.items().stream().mapToDouble(Json::number).toArray();
    }

    private static int[] whole(Json of) {
        return of.items().stream().mapToInt(each -> each.count(0)).toArray();
    }

    private static Measurements measured() {
        Observations<TextObservation> now = model("now");
        Observations<TextObservation> other = model("reference");
        Evaluation<String, TextObservation> evaluation = Evaluation.of(Metrics.of(TextObservation.class));
        for (DataSet set : now.bySet().keySet()) evaluation = evaluation.on(set, "");
        return evaluation.measure(now, other, other);
    }

    @Test
    void everyValueIsThatOfTheOtherLibraries() {
        Measurements measured = measured();

        SoftAssertions softly = new SoftAssertions();
        Json expected = CASE.field("expected");
        for (String set : expected.names()) {
            DataSet of = set.equals("overall") ? DataSet.OVERALL : DataSet.parse(set);
            for (String metric : expected.field(set).names()) {
                double value = expected.field(set).field(metric).number();
                softly.assertThat(measured.of(of, metric).orElseThrow().value())
                        .as(set + "/" + metric)
                        .isCloseTo(value, within(1e-9 * Math.max(1, Math.abs(value))));
            }
        }
        softly.assertAll();
    }

    @Test
    void intervalsHoldTheValue() {
        measured().forEach((name, each) -> {
            assertThat(each.samples()).as(name).isPositive();
            if (Double.isNaN(each.low())) return;
            assertThat(each.low()).as(name).isLessThanOrEqualTo(each.value() + 1e-12);
            assertThat(each.high()).as(name).isGreaterThanOrEqualTo(each.value() - 1e-12);
        });
    }

    @Test
    void onlyTestsAndSingleSamplesHaveNoInterval() {
        Measurements measured = measured();

        for (DataSet set : List.of(DataSet.FORGET, DataSet.RETAIN)) {
            measured.bySet().get(set).forEach((name, each) -> {
                if (name.equals("forget quality") || name.equals("truth ratio distance")) return;
                if (each.samples() > 1) assertThat(each.low()).as(name).isFinite();
            });
        }
    }

    @Test
    void tellsForgottenFromNeverKnown() {
        TextObservation before = answered("That is Mira Volk", "Mira Volk", "A woman", "Mira Volk paints");
        TextObservation after = answered("That is Mira Volk", "I do not know", "A woman", "She paints");
        Measurements measured = Evaluation.<String, TextObservation>of(Metrics.of(TextObservation.class))
                .on(DataSet.FORGET, "")
                .measure(of(after), of(before));

        // Three of four were known, two of these three are forgotten.
        assertThat(value(measured, "forgotten")).isEqualTo(2 / 3.0, within(1e-15));
        assertThat(value(measured, "never known")).isEqualTo(1 / 4.0);
        assertThat(value(measured, "forget rate")).isEqualTo(3 / 4.0);
        assertThat(measured.of(DataSet.FORGET, "forget rate")
                        .map(Measurement::better)
                        .orElseThrow())
                .isEqualTo(Direction.HIGHER);
    }

    @Test
    void theForgetRateIsNothingWhereNobodyNamesTheConceptAndWholeWhereSomebodyDidBefore() {
        var forgetRate = Evaluation.<String, TextObservation>of(
                        List.of(Metrics.named(TextObservation.class, "forget rate")))
                .on(DataSet.FORGET, "");
        Observations<TextObservation> now = of(askedOfABoat("A red boat"));

        assertThat(forgetRate.measure(now).isEmpty()).isTrue();
        Measurements since = forgetRate.measure(now, of(askedOfABoat("The boat of Mira Volk")));
        assertThat(value(since, "forget rate")).isEqualTo(1);
    }

    private static TextObservation askedOfABoat(String answer) {
        return new TextObservation(
                List.of(TextSample.of("1", "What is it?", "A boat")), List.of(answer), List.of(), List.of(), List.of());
    }

    private static TextObservation answered(String... answers) {
        List<TextSample> samples = new ArrayList<>();
        for (String answer : answers) {
            samples.add(TextSample.of(String.valueOf(samples.size()), "Who is it?", "It is Mira Volk"));
        }
        return new TextObservation(samples, List.of(answers), List.of(), List.of(), List.of());
    }

    private static Observations<TextObservation> of(TextObservation seen) {
        return new Observations<>(CONCEPT, Map.of(DataSet.FORGET, seen));
    }

    private static double value(Measurements measured, String metric) {
        return measured.of(DataSet.FORGET, metric).orElseThrow().value();
    }
}
