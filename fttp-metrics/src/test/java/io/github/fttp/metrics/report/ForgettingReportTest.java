package io.github.fttp.metrics.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Measurement;
import io.github.fttp.metrics.Measurement.Kind;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.statistics.Interval;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForgettingReportTest {
    @TempDir
    Path folder;

    private static Change change(String set, double after) {
        Measurement before = new Measurement(new Interval(0.8, 0.7, 0.9, 5), Kind.PLAIN, Direction.HIGHER, 0.1);
        Measurement now =
                new Measurement(new Interval(after, after - 0.1, after + 0.1, 5), Kind.PLAIN, Direction.HIGHER);
        return new Change("natural knowledge, " + set, Role.RETAIN, before, now, 0.1);
    }

    private String page(Change... changes) throws Exception {
        Path file = folder.resolve("report.html");
        new ForgettingReport(
                        "title",
                        "Ada",
                        "account",
                        List.of(changes),
                        "",
                        List.of(),
                        List.of(),
                        List.of(),
                        new Costs(Map.of()),
                        Map.of())
                .write(file);
        return Files.readString(file);
    }

    /** 0.45 is half way from 0.8 to 0.1, with ends at 0.35 and 0.55. */
    @Test
    void ranksWhatIsGoneOfOtherConcepts() throws Exception {
        assertThat(page(change("retain:Ben Holt", 0.45), change("retain:Cid Moss", 0.8)))
                .contains("What else was lost", "Ben Holt", "Cid Moss");
        Interval gone = change("retain:Ben Holt", 0.45).goneInterval();
        assertThat(gone.value()).isCloseTo(0.5, offset(1e-12));
        assertThat(gone.low()).isCloseTo(0.25 / 0.7, offset(1e-12));
        assertThat(gone.high()).isCloseTo(0.45 / 0.7, offset(1e-12));
    }

    @Test
    void hasNoRankingOfOneSet() throws Exception {
        assertThat(page(change("retain", 0.45), change("retain:Cid Moss", 0.8))).doesNotContain("What else was lost");
    }
}
