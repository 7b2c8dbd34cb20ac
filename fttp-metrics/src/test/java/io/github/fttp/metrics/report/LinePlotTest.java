package io.github.fttp.metrics.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LinePlotTest {
    @Test
    void sharesAreDrawnOverZero() {
        double[] steps = {10, 20};
        LinePlot.Series line = new LinePlot.Series("a", steps, new double[] {1, 0.95});
        assertThat(new LinePlot("shares", "step", List.of(line), true).svg()).contains(">0<", ">0.2<", ">1<");
        assertThat(new LinePlot("shares", "step", List.of(line)).svg()).doesNotContain(">0<", ">0.2<");
    }

    @Test
    void labelsItsAxesWithRoundNumbers() {
        assertThat(plot(0, 10, 0, 1)).contains(">0.2<", ">0.8<", ">1<", ">2<", ">10<");
        assertThat(plot(0, 10, 0, 6e-5)).contains(">2e-5<", ">6e-5<");
        assertThat(plot(0, 40000, 0, 1)).contains(">1e4<", ">4e4<");
    }

    @Test
    void leavesOutWhatIsNotFinite() {
        LinePlot.Series gap = new LinePlot.Series("gap", new double[] {1, 2, 3}, new double[] {1, Double.NaN, 2});
        assertThat(new LinePlot("a < b", "step", List.of(gap)).svg())
                .contains("a &lt; b", "gap")
                .doesNotContain("NaN");
    }

    private static String plot(double... corners) {
        LinePlot.Series line = new LinePlot.Series(
                "line", new double[] {corners[0], corners[1]}, new double[] {corners[2], corners[3]});
        return new LinePlot("title", "step", List.of(line)).svg();
    }
}
