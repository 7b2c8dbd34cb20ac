package io.github.fttp.examples.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That the results page shows what {@code compare} wrote. */
class PublishedResultsTest {
    private static final Path PROJECT = Path.of("..");

    @ParameterizedTest
    @ValueSource(strings = {"table-text.md", "table-image.md"})
    void tablesAreThoseOfTheReport(String table) throws IOException {
        assertThat(Files.readString(PROJECT.resolve("docs/results/README.md")))
                .contains(Files.readString(PROJECT.resolve("docs/results").resolve(table)));
    }
}
