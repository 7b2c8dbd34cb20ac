package io.github.fttp.metrics.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.io.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextSettingsTest {
    /** A comparison is gone on with by other processes, which compare these texts. */
    @Test
    void writesItsFieldsInOneOrder() {
        assertThat(Json.line(new TextSettings(32, 2, List.of("No idea."), 64, "").json()))
                .isEqualTo("{\"adapter\":{\"rank\":32,\"blocks\":2},\"refusals\":[\"No idea.\"],\"answer_tokens\":64}");
    }
}
