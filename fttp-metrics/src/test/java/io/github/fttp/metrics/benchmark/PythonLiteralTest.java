package io.github.fttp.metrics.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Json;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PythonLiteralTest {
    private static Json read(String literal) {
        Json row = Json.data(Path.of("forget_5.parquet row 3"), Json.object().put("Cloze", literal));
        return PythonLiteral.in(row.field("Cloze"));
    }

    @Test
    void readsWhatPythonWrites() {
        Json read =
                read("{'a': ['it\\'s', \"it's\", ('x',), 1, -2.5], 'b': {None: True}, 'c': 'two ' 'parts\\n\\u00e9',}");
        assertThat(read.node().toString())
                .isEqualTo("{\"a\":[\"it's\",\"it's\",[\"x\"],1,-2.5],\"b\":{\"null\":true},\"c\":\"two parts\\né\"}");
    }

    @Test
    void faultsNameFileRowColumnAndCharacter() {
        assertThatThrownBy(() -> read("{'a': 'b' 'c"))
                .isInstanceOf(BadData.class)
                .hasMessage(
                        "forget_5.parquet row 3: Cloze is no literal of Python: expected the quote ' at character 13,"
                                + " found the end");
        assertThatThrownBy(() -> read("{'a': b}")).hasMessageContaining("expected a value at character 7, found 'b'");
        assertThatThrownBy(() -> read("{'a': 1}").field("b")).hasMessage("forget_5.parquet row 3: Cloze.b is missing");
    }

    @Test
    void writesListsAsPythonDoes() {
        assertThat(PythonLiteral.list(List.of("plain", "it's", "'\"", "a\\b")))
                .isEqualTo("['plain', \"it's\", '\\'\"', 'a\\\\b']");
    }
}
