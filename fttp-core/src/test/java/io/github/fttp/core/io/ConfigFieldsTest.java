package io.github.fttp.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ConfigFieldsTest {
    /** @param json double quotes written as single ones */
    private static ConfigFields fields(String json) {
        return ConfigFields.of(
                Json.checkpoint(Path.of("config.json"), json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void absentFieldsHaveTheirDefaults() {
        ConfigFields config = fields("{}");
        assertThat(config.count("a", 1, 7)).isEqualTo(7);
        assertThat(config.counts("a", List.of(1, 2))).containsExactly(1, 2);
        assertThat(config.counts("a", 2, 3)).containsExactly(3, 3);
        assertThat(config.number("a", 0.5)).isEqualTo(0.5);
        assertThat(config.positive("a", 0.5)).isEqualTo(0.5);
        assertThat(config.side("a", 8)).isEqualTo(8);
        assertThat(config.texts("a", List.of("x"))).containsExactly("x");
        assertThat(config.flag("a", true)).isTrue();
        assertThat(config.choice("a", Map.of("x", 1), "x")).isEqualTo(1);
        assertThat(config.has("a")).isFalse();
        assertThat(config.isNull("a")).isFalse();
    }

    @Test
    void nullIsRefusedByNameWhereAValueIsNeeded() {
        ConfigFields config = fields("{'a': null}");
        assertThat(config.isNull("a")).isTrue();
        for (ThrowingCallable read : List.<ThrowingCallable>of(
                () -> config.count("a", 1, 7),
                () -> config.counts("a", List.of(1, 2)),
                () -> config.counts("a", 2, 3),
                () -> config.number("a", 0.5),
                () -> config.positive("a", 0.5),
                () -> config.side("a", 8),
                () -> config.texts("a", List.of("x")),
                () -> config.choice("a", Map.of("x", 1), "x"),
                () -> config.mustBe("a", "x", "x"),
                () -> config.mustBeOne("a"))) {
            assertThatThrownBy(read)
                    .isInstanceOf(BadCheckpoint.class)
                    .hasMessageContaining("config.json: a is null, expected ");
        }
    }

    @Test
    void nullSwitchesOffWhatCanBeSwitchedOff() {
        ConfigFields config = fields("{'a': null}");
        assertThat(config.flag("a", true)).isFalse(); // as Python takes None
        assertThatCode(() -> config.mustBeOff("a")).doesNotThrowAnyException();
    }

    @Test
    void nullIsTheDefaultWhereTheReferenceHasItForOne() {
        ConfigFields config = fields("{'a': null, 'b': null}").nullable("a");
        assertThat(config.count("a", 1, 7)).isEqualTo(7);
        assertThat(config.number("a", 0.5)).isEqualTo(0.5);
        assertThatThrownBy(() -> config.count("b", 1, 7)).hasMessageContaining("b is null");
    }

    /** Programs that train models leave notes of their own. */
    @Test
    void notesAreNotNamedInTheLog() {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            fields("{'_attn_implementation_autoset': true, 'unsloth_version': '1', 'mystery': 3}")
                    .warnOfOthers(Set.of());
        } finally {
            System.setErr(before);
        }
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains("mystery is not known here")
                .doesNotContain("autoset", "unsloth");
    }

    @Test
    void unknownFieldsAreRefusedWhereTheyAreOn() {
        String off = "'_class_name': 'A', 'b': null, 'c': false, 'd': [], 'e': 0, 'f': 3";
        ConfigFields config = fields("{" + off + "}");
        assertThat(config.count("f", 1, 1)).isEqualTo(3);
        assertThatCode(() -> config.refuseOthers(Set.of())).doesNotThrowAnyException();
        for (String on : new String[] {"true", "2", "'yes'", "[1]", "{'a': 1}"}) {
            ConfigFields with = fields("{" + off + ", 'future': " + on + "}");
            assertThatCode(() -> with.refuseOthers(Set.of("f", "future"))).doesNotThrowAnyException();
            assertThatThrownBy(() -> with.refuseOthers(Set.of("f")))
                    .isInstanceOf(BadCheckpoint.class)
                    .hasMessageContaining("config.json: future is ");
        }
    }
}
