package io.github.fttp.metrics.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.github.fttp.core.train.RunLog;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Likeness;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Measurement.Kind;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.metrics.statistics.Interval;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForgettingReportTest {
    private static final String NATURAL = "natural knowledge";

    @TempDir
    Path folder;

    /** Measurements of each other: Ben's went from 0.8 half way to chance, Cid's stayed, Dan's was at chance already. */
    private static UnseenData unseen(Measurements after) {
        return new UnseenData(
                "conceptual knowledge", NATURAL, measured(0.8, 0.8, 0.1), after, new RunLog.Recorder().log(), 1);
    }

    private static Measurements measured(double ben, double cid, double dan) {
        Map<DataSet, Map<String, Measurement>> sets = new LinkedHashMap<>();
        sets.put(DataSet.RETAIN, Map.of(NATURAL, known(0.5)));
        sets.put(DataSet.ofOther("Cid Moss"), Map.of(NATURAL, known(cid)));
        sets.put(DataSet.ofOther("Ben Holt"), Map.of(NATURAL, known(ben)));
        sets.put(DataSet.ofOther("Dan Reed"), Map.of(NATURAL, known(dan)));
        return new Measurements(sets);
    }

    private static Measurement known(double value) {
        return new Measurement(new Interval(value, value - 0.1, value + 0.1, 5), Kind.PLAIN, Direction.HIGHER, 0.1);
    }

    private static Map<String, Likeness> likeness() {
        Map<String, Likeness> likeness = new LinkedHashMap<>();
        likeness.put("Cid Moss", new Likeness(0.25, Double.NaN));
        likeness.put("Ben Holt", new Likeness(0, 0.625));
        likeness.put("Dan Reed", new Likeness(1, 1));
        return likeness;
    }

    private String page(List<CollateralLoss> losses) throws Exception {
        Path file = folder.resolve("report.html");
        new ForgettingReport(
                        "title",
                        "Ada",
                        "account",
                        List.of(),
                        "",
                        List.of(),
                        new CollateralMap("Ada", Map.of("FTTP", losses)),
                        List.of(),
                        List.of(),
                        new Costs(Map.of()),
                        Map.of())
                .write(file);
        return Files.readString(file);
    }

    @Test
    void ranksWhatIsGoneOfOtherConceptsBesideTheirLikeness() throws Exception {
        List<CollateralLoss> losses = unseen(measured(0.45, 0.8, 0.1)).others("Ada", likeness());
        assertThat(losses).extracting(CollateralLoss::other).containsExactly("Ben Holt", "Cid Moss", "Dan Reed");
        // 0.45 is half way from 0.8 to 0.1, with ends at 0.35 and 0.55.
        Interval gone = losses.get(0).loss();
        assertThat(gone.value()).isCloseTo(0.5, offset(1e-12));
        assertThat(gone.low()).isCloseTo(0.25 / 0.7, offset(1e-12));
        assertThat(gone.high()).isCloseTo(0.45 / 0.7, offset(1e-12));
        assertThat(losses.get(0).likeness()).isEqualTo(Map.of(Likeness.SHARED_TOKENS, 0.0, Likeness.NEARNESS, 0.625));
        assertThat(losses.get(1).likeness()).isEqualTo(Map.of(Likeness.SHARED_TOKENS, 0.25));
        assertThat(losses.get(2).loss().value()).isNaN();
        assertThat(page(losses))
                .contains(
                        "What else was lost",
                        "FTTP: what is gone of others beside Ada",
                        "FTTP: loss of others beside Ada")
                .contains("<td class=\"n\">50.0%<small>[35.7%, 64.3%] n 5</small></td>")
                .containsSubsequence("<td>Ben Holt</td>", "0.6250", "<td>Cid Moss</td>", "0.2500", "–");
    }

    /** An error that went half way from 0.2 to 1, that of a model which knows nothing. */
    @Test
    void ranksErrorsByTheirWayToChance() {
        Measurements before = new Measurements(Map.of(DataSet.ofOther("Ben Holt"), Map.of("error", error(0.2))));
        Measurements after = new Measurements(Map.of(DataSet.ofOther("Ben Holt"), Map.of("error", error(0.6))));
        UnseenData images = new UnseenData("none", "error", before, after, new RunLog.Recorder().log(), 1);
        List<CollateralLoss> losses = images.others("Ada", likeness());
        assertThat(losses.get(0).other()).isEqualTo("Ben Holt");
        assertThat(losses.get(0).loss().value()).isCloseTo(0.5, offset(1e-12));
        assertThat(losses.get(1).loss().value()).isNaN();
    }

    private static Measurement error(double value) {
        return new Measurement(Interval.exact(value, 3), Kind.PLAIN, Direction.LOWER, 1);
    }

    @Test
    void ranksNothingWhereNoOtherConceptIsMeasured() throws Exception {
        assertThat(unseen(Measurements.none()).others("Ada", likeness())).isEmpty();
        assertThat(unseen(measured(0, 0, 0)).others("Ada", Map.of())).isEmpty();
        assertThat(page(List.of())).doesNotContain("What else was lost");
    }

    @Test
    void writesALossForPrograms() {
        CollateralLoss loss =
                new CollateralLoss("Ada", "Ben", Map.of("shared tokens", 0.5), new Interval(0.25, 0.125, 0.5, 4));
        assertThat(loss.json())
                .isEqualTo(Map.of(
                        "other",
                        "Ben",
                        "lost",
                        0.25,
                        "low",
                        0.125,
                        "high",
                        0.5,
                        "samples",
                        4,
                        "likeness",
                        Map.of("shared tokens", 0.5)));
    }
}
