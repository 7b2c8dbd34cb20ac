package io.github.fttp.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckTest {
    private static final String NAME = "fttp.property.of.a.test";

    @AfterEach
    void forget() {
        System.clearProperty(NAME);
    }

    @Test
    void aPropertyMayBeAbsentOrANumber() {
        assertThat(Check.property(NAME, 1)).isEmpty();
        System.setProperty(NAME, "3");
        assertThat(Check.property(NAME, 1)).hasValue(3);
    }

    @ParameterizedTest
    @CsvSource({
        "abc,must be a whole number",
        "0,must be at least 1",
        "'',must be a whole number",
        "2.5,must be a whole number"
    })
    void aPropertyThatIsNoneIsRefusedByName(String value, String message) {
        System.setProperty(NAME, value);
        assertThatThrownBy(() -> Check.property(NAME, 1)).hasMessageContaining(NAME + " " + message);
    }
}
