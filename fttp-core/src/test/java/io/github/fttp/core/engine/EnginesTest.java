package io.github.fttp.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class EnginesTest {
    @Test
    void takesOneDnnWhereItLoadsAndSaysSo() {
        Engines.Choice choice = Engines.best();
        try (Engine engine = choice.engine()) {
            assertThat(engine.name()).isEqualTo("onednn");
            assertThat(choice.reason()).contains("onednn").contains("fastest");
        }
    }

    @Test
    void takesTheNextOneWithTheReasonWhereALibraryIsMissing() {
        Map<String, Supplier<Engine>> makers = new LinkedHashMap<>();
        makers.put("broken", () -> {
            throw new UnsatisfiedLinkError("no libbroken in the library path");
        });
        makers.put("working", OneDnnEngine::new);
        Engines.Choice choice = Engines.firstOf(makers);
        try (Engine engine = choice.engine()) {
            assertThat(engine.name()).isEqualTo("onednn");
            assertThat(choice.reason())
                    .contains("engine working")
                    .contains("broken does not load")
                    .contains("no libbroken in the library path");
        }
    }

    @Test
    void saysOfAnUnknownNameWhichThereAre() {
        assertThatThrownBy(() -> Engines.named("tpu"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tpu")
                .hasMessageContaining("onednn");
    }
}
