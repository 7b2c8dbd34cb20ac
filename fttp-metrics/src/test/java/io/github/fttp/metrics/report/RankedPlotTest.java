package io.github.fttp.metrics.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.metrics.statistics.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankedPlotTest {
    private static RankedPlot.Entry entry(String name, double value) {
        return new RankedPlot.Entry(name, new Interval(value, value - 0.1, value + 0.1, 3));
    }

    @Test
    void drawsTheLargestFirstAndLeavesOutWhatIsNotFinite() {
        RankedPlot plot = new RankedPlot(
                "Loss", "share", List.of(entry("Ann & Co", 0.2), entry("Bea", Double.NaN), entry("Cid", 0.9)));
        assertThat(plot.entries()).extracting(RankedPlot.Entry::name).containsExactly("Cid", "Ann & Co");
        String svg = plot.svg();
        assertThat(svg).contains("Ann &amp; Co").doesNotContain("Bea", "NaN");
        assertThat(svg.indexOf("Cid")).isLessThan(svg.indexOf("Ann"));
    }

    @Test
    void keepsWithinItsFrame() {
        // From 150 to 460: 0 and less is at 150, 1 and more at 460.
        String svg = new RankedPlot("Loss", "share", List.of(entry("Ann", 1.5), entry("Bea", -0.5))).svg();
        assertThat(svg).contains("cx=\"460.0\"", "cx=\"150.0\"").doesNotContain("x2=\"6", "x1=\"-");
    }
}
