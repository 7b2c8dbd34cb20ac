package io.github.fttp.mllm.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.metrics.compare.Oracle;
import io.github.fttp.metrics.compare.Oracle.Part;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.mllm.compare.TextOracle.Answered;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TextOracleTest {
    private static final Answered REST = answered(List.of("a tree by the sea"), 0.5);

    private static Answered answered(List<String> answers, double... losses) {
        return new Answered(answers, losses);
    }

    @Test
    void whatIsSaidOfTheConceptIsApartFromTheRest() {
        TextOracle oracle = new TextOracle(
                Map.of(Part.CONCEPT, answered(List.of("no idea", "a cook"), 4, 3), Part.REST, REST),
                new double[] {1, 2});
        TextOracle forgot = new TextOracle(
                Map.of(Part.CONCEPT, answered(List.of("no idea", "Mira"), 1, 2.5), Part.REST, REST),
                new double[] {1, 3});
        Map<String, Score> distances = oracle.distances(forgot);
        // Of two answers one is the same and one has no word in common; losses are 3 and 0.5 apart.
        assertThat(distances.get(Part.CONCEPT.outputs()).value()).isCloseTo(0.5, within(1e-12));
        assertThat(distances.get(Part.CONCEPT.errors()).value()).isCloseTo(1.75, within(1e-12));
        assertThat(distances.get(Part.REST.outputs()).value()).isZero();
        assertThat(distances.get(Part.REST.errors()).value()).isZero();
        assertThat(distances.get(Oracle.TRUTHS).value()).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void withoutTruthRatiosThereIsNoDistanceOfThem() {
        TextOracle oracle = new TextOracle(Map.of(Part.REST, REST), new double[0]);
        assertThat(oracle.distances(oracle)).containsOnlyKeys(Part.REST.outputs(), Part.REST.errors());
    }
}
