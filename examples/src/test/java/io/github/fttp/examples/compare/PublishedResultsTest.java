package io.github.fttp.examples.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That README shows rows that {@code results} wrote, and no others. */
class PublishedResultsTest {
    private static final Path PROJECT = Path.of("..");

    @Test
    void rowsOfTheReadmeAreThoseOfThePublishedTables() throws IOException {
        List<String> published = new ArrayList<>();
        for (String table : List.of("text/short-text.md", "text-large/short-text.md", "image/short-image.md")) {
            published.addAll(Files.readAllLines(PROJECT.resolve("docs/results").resolve(table)));
        }
        String section = Files.readString(PROJECT.resolve("README.md"))
                .split("\n## What forgetting costs\n", 2)[1]
                .split("\n## ", 2)[0];
        List<String> shown =
                section.lines().filter(line -> line.startsWith("|")).distinct().toList();
        assertThat(shown).hasSizeGreaterThan(12).isSubsetOf(published);
    }
}
