package io.github.fttp.core.io;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.testing.Fuzzed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsFuzzTest {
    private static final Fuzzed FILE = Fuzzed.file("model.safetensors");

    static Stream<byte[]> seeds() {
        return Stream.of(
                file("{}", 0),
                file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}}", 24),
                file(
                        "{\"__metadata__\":{\"format\":\"pt\",\"fttp.sha256\":\"" + "0".repeat(64) + "\"},"
                                + "\"b\":{\"dtype\":\"BF16\",\"shape\":[],\"data_offsets\":[0,2]},"
                                + "\"c\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[2,10]},"
                                + "\"d\":{\"dtype\":\"F16\",\"shape\":[0,7],\"data_offsets\":[10,10]},"
                                + "\"e\":{\"dtype\":\"BOOL\",\"shape\":[3,1,1],\"data_offsets\":[10,13]}}",
                        13));
    }

    private static byte[] file(String header, int data) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
    }

    @MethodSource("seeds")
    @FuzzTest
    void readsOrRefuses(byte[] content) {
        FILE.readsOrRefuses(content, SafetensorsFuzzTest::read);
    }

    private static void read(Path file) throws IOException {
        Safetensors found = Safetensors.open(file);
        try (Pool pool = new Pool()) {
            for (String name : found.names()) {
                ignoringInputException(() -> found.floats(name));
                ignoringInputException(() -> found.integers(name));
                ignoringInputException(() -> {
                    try (Tensor mapped = found.tensor(name, pool)) {
                        mapped.toArray();
                    }
                });
            }
        }
        found.requireIntact();
    }

    /** Tensors of one type only are read by one method. */
    private static void ignoringInputException(Runnable reading) {
        try {
            reading.run();
        } catch (InputException e) {
            // as it should
        }
    }
}
