package io.github.fttp.diffusion.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.metrics.compare.Oracle.Part;
import io.github.fttp.metrics.compare.Score;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ImageOracleTest {
    private static Map<Part, List<float[]>> drawn(float... concept) {
        return Map.of(Part.CONCEPT, List.of(concept), Part.REST, List.of(new float[] {1, 1}));
    }

    private static Map<Part, List<Double>> errors(double first, double second) {
        // The second image is all concept.
        return Map.of(Part.CONCEPT, List.of(first, second), Part.REST, List.of(0.25, Double.NaN));
    }

    @Test
    void whatIsDrawnOfTheConceptIsApartFromTheRest() {
        ImageOracle oracle = new ImageOracle(drawn(1, 0), errors(1, 2));
        Map<String, Score> distances = oracle.distances(new ImageOracle(drawn(0, 1), errors(1.5, 1)));
        assertThat(distances.get(Part.CONCEPT.outputs()).value()).isCloseTo(1, within(1e-12));
        assertThat(distances.get(Part.CONCEPT.errors())).isEqualTo(new Score(0.75, 2));
        assertThat(distances.get(Part.REST.outputs()).value()).isCloseTo(0, within(1e-6));
        assertThat(distances.get(Part.REST.errors())).isEqualTo(new Score(0, 1));
    }

    @Test
    void withoutFeaturesErrorsAlone() {
        ImageOracle oracle = new ImageOracle(Map.of(), errors(1, 2));
        assertThat(oracle.distances(oracle)).containsOnlyKeys(Part.CONCEPT.errors(), Part.REST.errors());
    }
}
