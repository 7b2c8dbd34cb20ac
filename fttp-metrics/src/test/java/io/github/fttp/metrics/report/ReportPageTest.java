package io.github.fttp.metrics.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.image.Image;
import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.statistics.Interval;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;

class ReportPageTest {
    private static final Measurement SHARE =
            new Measurement(new Interval(0.9, 0.8, 0.95, 1200), Measurement.Kind.SHARE, Direction.LOWER);

    private final LinePlot curve = new LinePlot(
            "Loss & more", "step", List.of(new LinePlot.Series("loss", new double[] {1, 2}, new double[] {3, 4})));

    private final String page = page();

    private String page() {
        return new ForgettingReport(
                        "Forgetting <Mira>",
                        "Mira",
                        "GA on 3 samples.",
                        List.of(
                                new Change("naming", Role.FORGET, SHARE, Change.missing(SHARE), 0),
                                new Change("other", Role.FORGET, SHARE, SHARE)),
                        "How to read it.",
                        List.of(curve),
                        CollateralMap.none(),
                        List.of(new Table(
                                List.of("prompt", "after"),
                                List.of(List.of(
                                        Cell.text("a \"lamp\""), Cell.image(Image.filled(2, 2, 1, 2, 3), "after"))))),
                        List.of(),
                        Costs.of(2, 3L << 29, "3 samples"),
                        Map.of("seed", 1))
                .page()
                .html();
    }

    @Test
    void isTheSamePageWhereNumbersHaveOtherDigits() {
        Locale usual = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-u-nu-arab"));
        try {
            assertThat(page()).isEqualTo(page);
        } finally {
            Locale.setDefault(usual);
        }
    }

    @Test
    void beginsWithWhatCameOfIt() {
        assertThat(page.indexOf("was not measured afterwards")).isBetween(0, page.indexOf("<h2"));
        assertThat(page.split("<h1", -1)).hasSize(2);
        assertThat(page).contains("<title>Forgetting &lt;Mira&gt;</title>");
    }

    @Test
    void showsAMeasurementWithItsIntervalAndSampleSize() {
        assertThat(page).contains("<td class=\"n\">90.0%<small>[80.0%, 95.0%] n 1,200</small></td>");
    }

    @Test
    void saysWhatItCost() {
        assertThat(page).contains("<td>peak memory of the process</td><td>1.50 GiB</td>", "<td>3 samples</td>");
    }

    @Test
    void headsColumnsOfNumbersToTheRight() {
        assertThat(new Table(
                                List.of("method", "gone"),
                                List.of(
                                        List.of(Cell.text("goal"), Cell.text("at least 95%")),
                                        List.of(Cell.text("GA"), Cell.number("96%"))))
                        .html())
                .contains(
                        "<th>method</th><th class=\"right\">gone</th>",
                        "<td>goal</td><td class=\"right\">at least 95%</td>",
                        "<td>GA</td><td class=\"n\">96%</td>");
    }

    @Test
    void marksOfPointsThatCoincideHideNoneOfThem() {
        Interval all = Interval.exact(1, 0);
        PointPlot.Point same = new PointPlot.Point("same", all, all, false);
        Matcher marks = Pattern.compile("<circle cx=\"(.*?)\" cy=\"(.*?)\"")
                .matcher(new PointPlot("plot", "x", "y", List.of(same, same, same)).svg());
        List<double[]> places = marks.results()
                .map(mark -> new double[] {Double.parseDouble(mark.group(1)), Double.parseDouble(mark.group(2))})
                .toList();
        assertThat(places).hasSize(6); // each in the plot and in the legend
        for (int i = 0; i < places.size(); i++) {
            for (int j = 0; j < i; j++) {
                double[] one = places.get(i);
                double[] other = places.get(j);
                assertThat(Math.hypot(one[0] - other[0], one[1] - other[1])).isGreaterThanOrEqualTo(16);
            }
        }
    }

    @Test
    void valuesBelowZeroLieLeftOfItAndBelowIt() {
        Interval below = Interval.exact(-0.3, 0);
        Interval zero = Interval.exact(0, 0);
        String svg = new PointPlot(
                        "plot",
                        "x",
                        "y",
                        List.of(
                                new PointPlot.Point("below", below, below, false),
                                new PointPlot.Point("zero", zero, zero, false)))
                .svg();
        double[][] places = Pattern.compile("<circle cx=\"(.*?)\" cy=\"(.*?)\"")
                .matcher(svg)
                .results()
                .map(mark -> new double[] {Double.parseDouble(mark.group(1)), Double.parseDouble(mark.group(2))})
                .toArray(double[][]::new);
        // Each in the plot and then in the legend.
        assertThat(places[0][0]).isLessThan(places[2][0]);
        assertThat(places[0][1]).isGreaterThan(places[2][1]);
        assertThat(svg).contains(">-0.4</text>").doesNotContain(">-0.6</text>");
    }

    @Test
    void aLongTitleIsSmallerAndNotCutOff() {
        assertThat(new PointPlot("t".repeat(50), "x", "y", List.of()).svg()).contains("font-size=\"14.0\"");
        assertThat(new PointPlot("t".repeat(70), "x", "y", List.of()).svg()).contains("font-size=\"10.0\"");
    }

    @Test
    void needsNothingFromOutside() {
        assertThat(page).doesNotContain("http", "<script", "@import", "<link");
        assertThat(Pattern.compile("(?:src|href)=\"(?!data:|#)").matcher(page).find())
                .isFalse();
    }

    @Test
    void framesEveryTable() {
        int tables = page.split("<table>", -1).length - 1;
        assertThat(tables).isEqualTo(4);
        assertThat(page.split("<div class=\"frame\" tabindex=\"0\"><table>", -1))
                .hasSize(tables + 1);
        assertThat(page).contains(".frame { overflow-x: auto;", "@media print", "prefers-color-scheme: dark");
    }

    @Test
    void plotsCanBeSavedAsFilesOfTheirOwn() throws Exception {
        Matcher link = Pattern.compile("download=\"loss-more.svg\" href=\"data:image/svg\\+xml;base64,([^\"]+)\"")
                .matcher(page);
        assertThat(link.find()).isTrue();
        byte[] file = Base64.getDecoder().decode(link.group(1));
        assertThat(new String(file, StandardCharsets.UTF_8)).isEqualTo(curve.svg());
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        var root = factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(file))
                .getDocumentElement();
        assertThat(root.getNamespaceURI()).isEqualTo("http://www.w3.org/2000/svg");
        assertThat(root.getLocalName()).isEqualTo("svg");
    }

    @Test
    void refusesRowsThatDoNotFitTheirHeader() {
        assertThatThrownBy(() -> new Table(List.of("one"), List.of(List.of(Cell.text("a"), Cell.text("b")))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 cells under the 1 columns [one]");
    }
}
