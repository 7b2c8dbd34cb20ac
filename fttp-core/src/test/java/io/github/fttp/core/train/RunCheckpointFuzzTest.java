package io.github.fttp.core.train;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.Digest;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.optim.ParameterGroup;
import io.github.fttp.core.optim.Updates;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.testing.Fuzzed;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class RunCheckpointFuzzTest {
    private static final Fuzzed FILE = Fuzzed.file("checkpoint.safetensors");
    private static final Map<String, String> SETTINGS = Map.of("rate", "0.1");
    private static final Engine ENGINE = new OneDnnEngine();
    private static final Parameter PARAMETER =
            new Parameter("layer.weight", ENGINE.pool().zeros(Shape.of(2, 3)));
    private static final List<ParameterGroup> GROUPS = List.of(new ParameterGroup(List.of(PARAMETER), 1));
    private static final Updates UPDATES = updates();

    private static Updates updates() {
        PARAMETER.trainable(true);
        return new Updates(ENGINE, AdamW.rate(0.1), GROUPS);
    }

    static Stream<byte[]> seeds() {
        Path file = FILE.folder().resolve("seed.safetensors");
        RunCheckpoint.write(file, GROUPS, UPDATES, SETTINGS, Optional.empty());
        byte[] running = Fuzzed.content(file);
        RunCheckpoint.write(file, GROUPS, UPDATES, SETTINGS, Optional.of("at chance"));
        return Stream.of(running, Fuzzed.content(file));
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsOrRefuses(byte[] content) {
        FILE.readsOrRefuses(content, RunCheckpointFuzzTest::read);
        FILE.readsOrRefuses(sealed(content), RunCheckpointFuzzTest::read);
    }

    private static void read(Path file) {
        RunCheckpoint.steps(file, SETTINGS);
        RunCheckpoint.read(file, GROUPS, UPDATES, SETTINGS);
    }

    /** The content with the digest that it asks for: behind a wrong one nothing is looked at. */
    private static byte[] sealed(byte[] content) {
        // A byte a character: positions stay those of the bytes.
        String begin = "\"fttp.sha256\":\"";
        int found = new String(content, StandardCharsets.ISO_8859_1).indexOf(begin);
        int at = found + begin.length();
        if (found < 0 || at + 64 > content.length) return content;
        byte[] sealed = content.clone();
        System.arraycopy("0".repeat(64).getBytes(StandardCharsets.US_ASCII), 0, sealed, at, 64);
        byte[] digest = new Digest().add(sealed).hex().getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digest, 0, sealed, at, 64);
        return sealed;
    }
}
