package io.github.fttp.metrics.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.github.fttp.metrics.compare.Oracle.Part;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OracleSectionTest {
    private static Outcome run(double distance, Map<String, Double> measured) {
        return run("a", distance, measured);
    }

    private static Outcome run(String concept, double distance, Map<String, Double> measured) {
        Map<String, Score> figures = new HashMap<>();
        figures.put(Part.CONCEPT.outputs(), new Score(distance, 4));
        figures.put(Collateral.known("Ann"), new Score(distance, 4));
        measured.forEach((name, value) -> figures.put(name, new Score(value, 4)));
        Trial trial = new Trial("fake", "m" + distance, new Setting(1, 1, 1), concept, 0, Budget.FULL);
        return new Outcome(trial, Outcome.End.STEPS, figures, List.of(), List.of());
    }

    @Test
    void correlatesEachMeasurementWithTheDistanceTheStrongestFirst() {
        List<Outcome> runs = List.of(
                run(0.1, Map.of("weak", 1.0, "falls", 9.0, "same", 3.0, "rare", 1.0)),
                run(0.2, Map.of("weak", 3.0, "falls", 5.0, "same", 3.0, "rare", 2.0)),
                run(0.9, Map.of("weak", 2.0, "falls", 4.0, "same", 3.0)));
        Map<String, List<WithinConcepts>> correlations =
                OracleSection.correlations(runs, List.of(Part.CONCEPT.outputs()));
        // Ranks 1 2 3 beside 1 3 2: products of what they are off 2 add up to 1, squares to 2.
        assertThat(correlations).containsOnlyKeys("falls", "weak");
        assertThat(List.copyOf(correlations.keySet())).containsExactly("falls", "weak");
        assertThat(correlations.get("falls").get(0).mean().value()).isCloseTo(-1, offset(1e-12));
        assertThat(correlations.get("weak").get(0).mean().value()).isCloseTo(0.5, offset(1e-12));
    }

    @Test
    void whatSetsConceptsApartCountsForNothing() {
        // Within each concept it rises with the distance; of b everything is far lower and the distance larger.
        List<Outcome> runs = List.of(
                run("a", 0.1, Map.of("rises", 11.0)),
                run("a", 0.2, Map.of("rises", 12.0)),
                run("a", 0.3, Map.of("rises", 13.0)),
                run("b", 0.7, Map.of("rises", 1.0)),
                run("b", 0.8, Map.of("rises", 2.0)),
                run("b", 0.9, Map.of("rises", 3.0)));
        WithinConcepts rises = OracleSection.correlations(runs, List.of(Part.CONCEPT.outputs()))
                .get("rises")
                .get(0);
        assertThat(rises.mean().value()).isCloseTo(1, offset(1e-12));
        assertThat(rises.mean().samples()).isEqualTo(2);
        assertThat(rises.pairs()).isEqualTo(6);
    }
}
