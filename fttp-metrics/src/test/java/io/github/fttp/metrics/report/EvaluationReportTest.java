package io.github.fttp.metrics.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Measurement.Kind;
import io.github.fttp.metrics.Measurements;
import io.github.fttp.metrics.statistics.Interval;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluationReportTest {
    @Test
    void givesValueIntervalAndSampleSize() {
        assertThat(page(measured(0.25, 0.5, 1), Measurements.none()))
                .contains("<td class=\"n\">25.0%<small>[10.0%, 40.0%] n 24</small></td>")
                .contains("forget, to be forgotten", "natural, to be kept")
                .doesNotContain("<th>before</th>");
    }

    @Test
    void saysTheChangeInTheUnitOfTheMeasurement() {
        assertThat(page(measured(0.25, 0.5, 3), measured(0.125, 0.25, 2)))
                .contains("+12.5 points") // 0.25 - 0.125
                .contains("× 1.5"); // 3 / 2
    }

    @Test
    void judgesByMetricsWhoseChanceIsKnown() {
        // The forget rate went 0.9 of the way from 0 to 1, natural knowledge a tenth of that from 0.5 to 0.
        assertThat(page(measured(0.9, 0.45, 1), measured(0, 0.5, 1)))
                .contains("Mira Volk is partly forgotten; the rest is kept.");
        assertThat(page(measured(1, 0.1, 1), measured(0, 0.5, 1)))
                .contains("Mira Volk is forgotten; the rest is lost.");
        assertThat(page(measured(1, 0.5, 1), measured(1, 0.5, 1))).contains("Mira Volk was at chance before already");
    }

    @Test
    void givesNoVerdictWithoutTheModelBefore() {
        assertThat(page(measured(0.25, 0.5, 1), Measurements.none()))
                .contains("No verdict: without the model as it was", "Measured: tiny on 24 questions.")
                .doesNotContain("Mira Volk is", "Mira Volk was", Verdict.RULES);
    }

    /** A forget rate, natural knowledge on the same set and on another, and a ratio that nothing rests on. */
    private static Measurements measured(double rate, double natural, double ratio) {
        Measurement known = new Measurement(Interval.exact(natural, 99), Kind.SHARE, Direction.HIGHER, 0);
        Measurement named = new Measurement(new Interval(rate, 0.1, 0.4, 24), Kind.SHARE, Direction.HIGHER, 1);
        Measurement grown = new Measurement(Interval.exact(ratio, 7), Kind.RATIO, Direction.LOWER);
        return new Measurements(Map.of(
                DataSet.FORGET, Map.of("forget rate", named, "natural knowledge", known),
                DataSet.NATURAL, Map.of("natural knowledge", known, "growth", grown)));
    }

    private static String page(Measurements now, Measurements before) {
        return new EvaluationReport(
                        "Evaluation", "Mira Volk", "tiny on 24 questions.", now, before, List.of(), Map.of())
                .page()
                .html();
    }
}
