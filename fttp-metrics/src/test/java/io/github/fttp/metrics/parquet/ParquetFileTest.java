package io.github.fttp.metrics.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParquetFileTest {
    private static final Map<String, String> COLUMNS = new LinkedHashMap<>();

    static {
        COLUMNS.put("ID", "VARCHAR");
        COLUMNS.put("count", "BIGINT");
        COLUMNS.put("image", "STRUCT(bytes BLOB, path VARCHAR)");
        COLUMNS.put("tasks", "STRUCT(Options STRUCT(A VARCHAR), Question VARCHAR)[]");
    }

    @TempDir
    Path folder;

    @Test
    void givesBackNestedRowsInTheirOrderAcrossPages() {
        Path file = folder.resolve("it's.parquet");
        List<ObjectNode> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ObjectNode row =
                    Json.object().put("ID", "naïve 'row' \uD83D\uDE00 " + i).put("count", (long) i);
            row.putObject("image").put("bytes", new byte[] {0, (byte) i, -1}).put("path", i + ".png");
            if (i == 3) row.putNull("image");
            ObjectNode task = row.putArray("tasks").addObject();
            task.putObject("Options").put("A", "first\nline");
            task.put("Question", "why?");
            rows.add(row);
        }
        ParquetFile.write(file, COLUMNS, rows);

        List<ObjectNode> read = new ArrayList<>();
        ParquetFile.forEach(file, row -> read.add((ObjectNode) row.node()));
        assertThat(read).isEqualTo(rows);
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void decimalsAreTheirText() {
        Path file = folder.resolve("some.parquet");
        ParquetFile.write(
                file, Map.of("share", "DECIMAL(6, 2)"), List.of(Json.object().put("share", 2.75)));
        List<Json> read = new ArrayList<>();
        ParquetFile.forEach(file, read::add);
        assertThat(read.get(0).field("share").text()).isEqualTo("2.75");
    }

    @Test
    void faultsNameFileRowAndColumn() {
        Path file = folder.resolve("some.parquet");
        ParquetFile.write(
                file,
                COLUMNS,
                List.of(Json.object().put("count", 1), Json.object().put("count", 2)));
        List<Json> read = new ArrayList<>();
        ParquetFile.forEach(file, read::add);
        assertThatThrownBy(() -> read.get(1).field("count").text())
                .isInstanceOf(BadData.class)
                .hasMessageContaining("some.parquet row 2: count is the number 2, expected a string");
        assertThatThrownBy(() -> read.get(1).field("name")).hasMessageContaining("some.parquet row 2: name is missing");
    }

    @Test
    void refusesWhatIsNoParquet() throws IOException {
        Path file = Files.writeString(folder.resolve("no.parquet"), "no such thing");
        assertThatThrownBy(() -> ParquetFile.forEach(file, row -> {}))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("no.parquet: cannot be read as Parquet: ");
    }
}
