package io.github.fttp.diffusion.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.train.Knowledge;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DenoisingErrorsTest {
    @TempDir
    Path folder;

    @Test
    void meansAreOverValuesAndIntervalsOverImages() {
        List<Knowledge> small = Collections.nCopies(4, knowledge(2, 1));
        List<Knowledge> large = List.of(knowledge(6, 3), knowledge(6, 3), knowledge(6, 3), knowledge(6, 7));
        List<Knowledge> unmasked = Collections.nCopies(4, knowledge(0, Double.NaN));
        Figures figures = new Figures();
        new DenoisingErrors(List.of(small, large, unmasked)).underMask(figures, "error");
        figures.write(folder.resolve("figures.json"));
        Json read = Json.data(folder.resolve("figures.json"));
        // (2 * 1 + 6 * 3) / 8, in the last quarter (2 * 1 + 6 * 7) / 8, together (3 * 20 + 44) / 32
        assertThat(read.field("error, quarter 1").field("value").number()).isEqualTo(2.5);
        assertThat(read.field("error, quarter 4").field("value").number()).isEqualTo(5.5);
        assertThat(read.field("error").field("value").number()).isEqualTo(3.25);
        // Of two images a sample may be the same one twice: from 1 to (3 * 3 + 7) / 4.
        assertThat(read.field("error").field("samples").count(0)).isEqualTo(2);
        assertThat(read.field("error").field("low").number()).isEqualTo(1);
        assertThat(read.field("error").field("high").number()).isEqualTo(4);
    }

    private static Knowledge knowledge(double elements, double loss) {
        return new Knowledge(elements, 1, loss, 1, 1, 1, 0, Double.NaN);
    }
}
