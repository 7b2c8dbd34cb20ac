package io.github.fttp.metrics.benchmark;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import io.github.fttp.metrics.parquet.ParquetFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The configurations of a data set as Hugging Face publishes them: {@code NAME/} with Parquet, JSON or JSON lines in it, or {@code
 * NAME.parquet}, {@code NAME.json}, {@code NAME.jsonl}. One in JSON is an array or has an object a line.
 */
record Configurations(Path data) {
    private static final List<String> ENDINGS = List.of(".parquet", ".json", ".jsonl");

    Configurations {
        if (!Files.isDirectory(data)) throw new BadData(data, "is not a folder, expected the benchmark's data");
    }

    boolean has(String name) {
        return !files(name).isEmpty();
    }

    /** The first of these names that there is, else the first. */
    String first(String... names) {
        return Stream.of(names).filter(this::has).findFirst().orElse(names[0]);
    }

    /** Hands over all rows of a configuration. */
    void forEach(String name, Consumer<Json> rows) {
        List<Path> files = files(name);
        if (files.isEmpty()) {
            throw new BadData(
                    data,
                    "has no " + name + ": expected a folder " + name + " with files in Parquet, or " + name
                            + ".parquet, .json or .jsonl");
        }
        int[] count = {0};
        Consumer<Json> counted = row -> {
            count[0]++;
            rows.accept(row);
        };
        for (Path file : files) {
            if (file.toString().endsWith(".parquet")) ParquetFile.forEach(file, counted);
            else Json.rows(file).forEach(counted);
        }
        if (count[0] == 0) throw new BadData(files.get(0), "has no rows");
    }

    /** The {@code ID} of a row, which some tables have as a number. */
    static String id(Json row) {
        Json id = row.field("ID");
        return id.isNumber() ? id.node().asText() : id.text();
    }

    /** All rows of a configuration that has no images in it. */
    List<Json> rows(String name) {
        List<Json> rows = new ArrayList<>();
        forEach(name, rows::add);
        return rows;
    }

    private List<Path> files(String name) {
        Path folder = data.resolve(name);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                return files.filter(file -> ENDINGS.stream()
                                .anyMatch(
                                        ending -> file.getFileName().toString().endsWith(ending)))
                        .sorted()
                        .toList();
            } catch (IOException e) {
                throw new BadData(folder, e);
            }
        }
        return ENDINGS.stream()
                .map(ending -> data.resolve(name + ending))
                .filter(Files::isRegularFile)
                .limit(1)
                .toList();
    }
}
