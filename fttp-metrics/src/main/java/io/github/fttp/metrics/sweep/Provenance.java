package io.github.fttp.metrics.sweep;

import io.github.fttp.core.train.Manifest;
import io.github.fttp.core.train.Platform;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Says of published results what they were made of, by whom and how they are made again.
 *
 * @param paragraphs of the report, the command among them
 * @param platforms that cells were computed on
 * @param manifest of the comparison
 */
record Provenance(List<String> paragraphs, Set<Platform> platforms, Manifest manifest) {
    /** A page with links to the tables of each modality. */
    String markdown(String title, List<String> modalities) {
        StringBuilder page = new StringBuilder("# " + title + "\n\n");
        paragraphs.forEach(each -> page.append(each).append("\n\n"));
        page.append("- [Report](report.html): curves, trade-offs, what else was lost, samples side by side\n");
        for (String modality : modalities) {
            page.append("- In ")
                    .append(modality.equals("image") ? "images" : modality)
                    .append(
                            ": [tables](table-%1$s.md), [what it cost](costs-%1$s.md), [all measurements](results-%1$s.csv), [all runs](runs-%1$s.csv)\n"
                                    .formatted(modality));
        }
        page.append("\n| what made them | |\n| --- | --- |\n");
        row(page, "code", platforms.stream().map(Platform::code));
        row(page, "engine", platforms.stream().map(each -> each.engine() + ", threads of a run: " + each.threads()));
        row(page, "processor", platforms.stream().map(Platform::processor));
        row(page, "Java", platforms.stream().map(Platform::java));
        page.append("\n| made of | SHA-256 |\n| --- | --- |\n");
        models().forEach((name, digest) ->
                page.append("| ").append(name).append(" | `").append(digest).append("` |\n"));
        return page.append(
                        "\nAll that results depend on stands in `settings.json`; `manifest.json` has the libraries, too.\n")
                .toString();
    }

    private static void row(StringBuilder page, String what, Stream<String> values) {
        page.append("| ")
                .append(what)
                .append(" | ")
                .append(values.distinct().sorted().collect(Collectors.joining("; ")))
                .append(" |\n");
    }

    /** Lists the digests of models, of those that come along too. */
    private Map<String, String> models() {
        Map<String, String> models = new TreeMap<>();
        manifest.settings().forEach((name, value) -> {
            if (name.endsWith(", model")) models.put(name, value);
        });
        return models;
    }
}
