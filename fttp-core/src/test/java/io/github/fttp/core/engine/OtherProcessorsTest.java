package io.github.fttp.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights of two bytes where oneDNN lacks kernels for them. */
class OtherProcessorsTest {
    @Test
    void widensFloat16WeightsWhereNothingMultipliesThem() {
        try (OneDnnEngine engine = new OneDnnEngine(Precision.EXACT, NativeTypes.NONE, 0)) {
            Float16Cases.check(engine);
            assertThat(engine.pool().outstanding()).isZero();
        }
    }

    @Test
    void roundsToBfloat16WithoutItsInstructions() {
        try (OneDnnEngine engine = new OneDnnEngine(Precision.BFLOAT16, NativeTypes.NONE, 0)) {
            Float16Cases.roundsActivationsToBfloat16(engine);
            assertThat(engine.hasBfloat16()).isFalse();
            assertThat(engine.pool().outstanding()).isZero();
        }
    }

    /** A process each, since oneDNN asks once. On another kind of processor it takes no notice of the name. */
    @ParameterizedTest
    @ValueSource(strings = {"AVX512_CORE", "AVX2", "SSE41"})
    void isExactOnProcessorsWithout(String most) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Float16Cases.class.getName());
        builder.environment().put("ONEDNN_MAX_CPU_ISA", most);
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        if (System.getProperty("os.arch").equals("amd64")) assertThat(said).contains("has bfloat16: false");
    }
}
