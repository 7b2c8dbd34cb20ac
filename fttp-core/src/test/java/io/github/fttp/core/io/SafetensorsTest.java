package io.github.fttp.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
    private final Pool pool = new Pool();

    @TempDir
    Path folder;

    @AfterEach
    void nothingLeaks() {
        assertThat(pool.outstanding()).isZero();
        pool.close();
    }

    @Test
    void readsBackWhatItWrote() {
        Path file = folder.resolve("a.safetensors");
        try (Tensor a = pool.draw(Shape.of(2, 3)).set(1, -2, 3.5f, Float.MIN_VALUE, Float.NaN, 0);
                Tensor b = pool.draw(Shape.of(3), DType.BFLOAT16).set(1, 2.0078125f, -0f);
                Tensor scalar = pool.draw(Shape.of()).set(7);
                Tensor nothing = pool.draw(Shape.of(0, 4))) {
            Safetensors.write(file, Map.of("z", a, "b", b, "scalar", scalar, "nothing", nothing.reshape(0, 4)));
            Safetensors read = Safetensors.open(file);
            assertThat(read.names()).containsExactly("b", "nothing", "scalar", "z");
            assertThat(read.metadata()).containsExactly(Map.entry("format", "pt"));
            assertThat(read.info("nothing").shape()).isEqualTo(Shape.of(0, 4));
            for (String name : read.names()) {
                Tensor original = Map.of("z", a, "b", b, "scalar", scalar, "nothing", nothing)
                        .get(name);
                Tensor mapped = read.tensor(name, pool);
                assertThat(mapped.type()).isEqualTo(original.type());
                assertThat(mapped.toArray()).isEqualTo(original.toArray());
                assertThat(read.floats(name)).isEqualTo(original.toArray());
                mapped.close();
            }
        }
    }

    @Test
    void refusesToWriteToAMappedFile() {
        Path file = folder.resolve("a.safetensors");
        try (Tensor a = pool.draw(Shape.of(2)).set(1, 2)) {
            Safetensors.write(file, Map.of("a", a));
        }
        try (Tensor mapped = Safetensors.open(file).tensor("a", pool)) {
            assertThatThrownBy(() -> mapped.set(3, 4)).hasMessageContaining("read-only");
        }
    }

    @Test
    void convertsHalfAndDoublePrecision() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(8 + 16).order(ByteOrder.LITTLE_ENDIAN);
        // 1, the largest half 65504, the smallest 2^-24, minus infinity
        data.putShort((short) 0x3c00)
                .putShort((short) 0x7bff)
                .putShort((short) 1)
                .putShort((short) 0xfc00);
        data.putDouble(0.1).putDouble(-1e300);
        Path file = write(
                "{\"h\":{\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[0,8]},"
                        + "\"d\":{\"dtype\":\"F64\",\"shape\":[2],\"data_offsets\":[8,24]}}",
                data.array());
        try (Tensor h = Safetensors.open(file).tensor("h", pool);
                Tensor d = Safetensors.open(file).tensor("d", pool)) {
            assertThat(h.toArray()).containsExactly(1, 65504, 0x1p-24f, Float.NEGATIVE_INFINITY);
            assertThat(d.toArray()).containsExactly(0.1f, Float.NEGATIVE_INFINITY);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "I8,1,-1",
        "U8,1,255",
        "BOOL,1,255",
        "I16,2,-1",
        "U16,2,65535",
        "I32,4,-1",
        "U32,4,4294967295",
        "I64,8,-1"
    })
    void readsIntegers(String type, int width, long expected) throws IOException {
        byte[] ones = new byte[width];
        java.util.Arrays.fill(ones, (byte) 0xff);
        Path file = write(one(type, "[1]", 0, width), ones);
        assertThat(Safetensors.open(file).integers("a")).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not JSON at all | 0 | line 1",
                "[] | 0 | expected an object",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | 4 | a",
                "{\"a\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}} | 4 | has dtype F31",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | 4 | a.shape[0]",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,2147483647],\"data_offsets\":[0,4]}} | 4 | a.shape",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | 4 | takes 8 bytes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}} | 4 | takes 4 bytes",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | 4 | truncated",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | 8 | hole",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | 8 | overlaps",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | 8 | behind its last tensor",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}} | 4 | data_offsets",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}} | 4 | expected begin and end",
                "{\"a\":7} | 0 | a"
            })
    void refusesBadHeadersNamingFileAndTensor(String header, int dataBytes, String expected) throws IOException {
        Path file = write(header, new byte[dataBytes]);
        assertThatThrownBy(() -> Safetensors.open(file))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(expected);
    }

    @Test
    void refusesLengthsThatTheFileDoesNotHave() throws IOException {
        Path file = folder.resolve("bad.safetensors");
        Files.write(file, new byte[] {1, 2, 3});
        assertThatThrownBy(() -> Safetensors.open(file)).hasMessageContaining("has 3 bytes");
        Files.write(
                file,
                ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(9)
                        .array());
        assertThatThrownBy(() -> Safetensors.open(file)).hasMessageContaining("only 8 follow");
        Files.write(file, ByteBuffer.allocate(16).putLong(-1).array());
        assertThatThrownBy(() -> Safetensors.open(file)).hasMessageContaining("18446744073709551615");
        assertThatThrownBy(() -> Safetensors.open(folder.resolve("none"))).hasMessageContaining("not found");
    }

    @Test
    void roundsToTheNearestHalf() {
        for (int bits = 0; bits < 0x10000; bits++) {
            float half = DType.fromFloat16((short) bits);
            if (Float.isNaN(half)) {
                assertThat(DType.fromFloat16(DType.toFloat16(half))).isNaN();
                continue;
            }
            assertThat(DType.toFloat16(half)).isEqualTo((short) bits);
            if ((bits & 0x7fff) >= 0x7bff) continue; // the largest, and infinity
            float middle = (half + DType.fromFloat16((short) (bits + 1))) / 2;
            short even = (short) (bits + (bits & 1));
            assertThat(DType.toFloat16(middle)).isEqualTo(even);
            assertThat(DType.toFloat16(Math.copySign(Math.nextDown(Math.abs(middle)), middle)))
                    .isEqualTo((short) bits);
            assertThat(DType.toFloat16(Math.copySign(Math.nextUp(Math.abs(middle)), middle)))
                    .isEqualTo((short) (bits + 1));
        }
        assertThat(DType.toFloat16(65519)).isEqualTo((short) 0x7bff);
        assertThat(DType.toFloat16(65520)).isEqualTo((short) 0x7c00);
        assertThat(DType.toFloat16(-1e30f)).isEqualTo((short) 0xfc00);
    }

    @Test
    void writesTheTypesThatAreAskedFor() {
        Path file = folder.resolve("types.safetensors");
        try (Tensor a = pool.draw(Shape.of(3))) {
            a.set(1, 1.001f, -3e-6f);
            Safetensors.write(
                    file,
                    Map.of("half", a, "brain", a, "single", a, "double", a),
                    Map.of("half", "F16", "brain", "BF16", "double", "F64"),
                    Map.of());
        }
        Safetensors read = Safetensors.open(file);
        assertThat(read.info("half").type()).isEqualTo("F16");
        try (Tensor mapped = read.tensor("half", pool)) {
            assertThat(mapped.type()).isEqualTo(DType.FLOAT16);
            assertThat(mapped.isReadOnly()).isTrue();
            assertThat(mapped.toArray()).containsExactly(1, 1.0009766f, -50 * 0x1p-24f);
        }
        assertThat(read.floats("half")).containsExactly(1, 1.0009766f, -50 * 0x1p-24f);
        assertThat(read.floats("brain")).containsExactly(1, 1, DType.fromBfloat16(DType.toBfloat16(-3e-6f)));
        assertThat(read.floats("single")).containsExactly(1, 1.001f, -3e-6f);
        assertThat(read.info("double").type()).isEqualTo("F64");
        assertThat(read.floats("double")).containsExactly(1, 1.001f, -3e-6f);
    }

    @Test
    void readsBeyondTwoGibibytes() throws IOException {
        long far = 3L << 30;
        String header = "{\"gap\":{\"dtype\":\"U8\",\"shape\":[3,1073741824],\"data_offsets\":[0,%d]},".formatted(far)
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[%d,%d]}}".formatted(far, far + 4);
        Path file = write(header, new byte[0]);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.seek(8 + header.length() + far);
            sparse.write(new byte[] {0, 0, (byte) 0x80, 0x3f}); // 1.0f
        }
        try (Tensor a = Safetensors.open(file).tensor("a", pool)) {
            assertThat(a.scalar()).isEqualTo(1);
        }
    }

    @Test
    void namesThePickledFilesOfAFolderWithoutSafetensors() throws IOException {
        Files.createFile(folder.resolve("pytorch_model.bin"));
        assertThatThrownBy(() -> Checkpoint.open(folder, "model", name -> name))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("pytorch_model.bin")
                .hasMessageContaining("save_pretrained");
    }

    private void refusesWeights(String stem, Path where, String message) {
        assertThatThrownBy(() -> Checkpoint.open(where, stem, name -> name))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "LlavaForConditionalGeneration, AutoModelForImageTextToText",
        "LlamaForCausalLM, AutoModelForCausalLM",
        "CLIPModel, AutoModel"
    })
    void namesWhatReadsPickledWeightsWhole(String architecture, String reader) throws IOException {
        Files.createFile(folder.resolve("pytorch_model.bin"));
        Files.writeString(folder.resolve("config.json"), "{\"architectures\": [\"" + architecture + "\"]}");
        refusesWeights(
                "model", folder, reader + ".from_pretrained(MODEL).save_pretrained(NEW, safe_serialization=True)");
    }

    @Test
    void namesThePipelineThatReadsPickledWeightsOfItsParts() throws IOException {
        Files.writeString(folder.resolve("model_index.json"), "{\"_class_name\": \"StableDiffusionPipeline\"}");
        Path part = Files.createDirectory(folder.resolve("unet"));
        Files.createFile(part.resolve("diffusion_pytorch_model.bin"));
        refusesWeights(
                "diffusion_pytorch_model", part, "StableDiffusionPipeline.from_pretrained(PIPELINE).save_pretrained(");
    }

    @Test
    void namesTheIndexThatIsMissingBesideShards() throws IOException {
        Files.createFile(folder.resolve("model-00001-of-00002.safetensors"));
        refusesWeights("model", folder, "model.safetensors.index.json is missing");
    }

    @Test
    void knowsAnAdapterThatIsGivenAsAModel() throws IOException {
        Files.createFile(folder.resolve("adapter_model.safetensors"));
        Files.writeString(folder.resolve("adapter_config.json"), "{\"base_model_name_or_path\": \"llava-hf/x\"}");
        refusesWeights("model", folder, "it is an adapter: give its base model (llava-hf/x) as the model");
        assertThatThrownBy(() -> Checkpoint.requireFolder(folder))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("has no config.json; it is an adapter: ");
    }

    @Test
    void knowsAPlaceInACacheOfHuggingFace() throws IOException {
        Path snapshot = Files.createDirectories(folder.resolve("models--x--y/snapshots/0123abc"));
        assertThatThrownBy(() -> Checkpoint.requireFolder(folder.resolve("models--x--y")))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageEndingWith("give what lies in it, " + snapshot);
    }

    @ParameterizedTest
    @CsvSource({"model.safetensors", "tokenizer.json"})
    void knowsAPointerOfGitLfs(String name) throws IOException {
        Path file = Files.writeString(
                folder.resolve(name), "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n");
        assertThatThrownBy(() -> {
                    if (name.endsWith(".json")) Json.checkpoint(file);
                    else Safetensors.open(file);
                })
                .isInstanceOf(BadCheckpoint.class)
                .hasMessage(file + ": is a Git LFS pointer, not the file: fetch it with git lfs pull");
    }

    @Test
    void readsShardsAndRefusesMissingExtraAndWronglyShapedWeights() throws IOException {
        try (Tensor a = pool.draw(Shape.of(2)).set(1, 2);
                Tensor b = pool.draw(Shape.of(1)).set(3)) {
            Safetensors.write(folder.resolve("one.safetensors"), Map.of("old.a", a));
            Safetensors.write(folder.resolve("two.safetensors"), Map.of("old.b", b));
        }
        Files.writeString(
                folder.resolve("model.safetensors.index.json"),
                "{\"metadata\":{},\"weight_map\":{\"old.a\":\"one.safetensors\",\"old.b\":\"two.safetensors\"}}");
        Checkpoint checkpoint = Checkpoint.open(folder, "model", name -> name.replace("old", "new"));
        assertThat(checkpoint.names()).containsExactly("new.a", "new.b");
        try (Tensor a = checkpoint.require("new.a", Shape.of(2), pool)) {
            assertThat(a.toArray()).containsExactly(1, 2);
        }
        assertThatThrownBy(() -> checkpoint.require("new.a", Shape.of(3), pool))
                .hasMessageContaining("one.safetensors")
                .hasMessageContaining("old.a has shape [2]")
                .hasMessageContaining("[3]");
        assertThatThrownBy(() -> checkpoint.require("new.c", Shape.of(3), pool))
                .hasMessageContaining("new.c is missing");
        assertThatThrownBy(() -> checkpoint.requireAllRead(name -> false))
                .hasMessageContaining("old.b belongs to no part");
        checkpoint.requireAllRead(name -> name.equals("new.b"));
    }

    @Test
    void weightsAreAnothersWhereNamesShapesAndValuesAre() {
        assertThat(checkpoint("one", "old.a", Shape.of(2), 1, 2)
                        .hasValuesOf(checkpoint("same", "new.a", Shape.of(2), 1, 2)))
                .isTrue();
        Checkpoint one = checkpoint("another", "new.a", Shape.of(2), 1, 2);
        assertThat(one.hasValuesOf(checkpoint("valued", "new.a", Shape.of(2), 1, 3)))
                .isFalse();
        assertThat(one.hasValuesOf(checkpoint("shaped", "new.a", Shape.of(2, 1), 1, 2)))
                .isFalse();
        assertThat(one.hasValuesOf(checkpoint("named", "new.b", Shape.of(2), 1, 2)))
                .isFalse();
    }

    private Checkpoint checkpoint(String stem, String name, Shape shape, float... values) {
        try (Tensor tensor = pool.draw(shape).set(values)) {
            Safetensors.write(folder.resolve(stem + ".safetensors"), Map.of(name, tensor));
        }
        return Checkpoint.open(folder, stem, each -> each.replace("old", "new"));
    }

    private static String one(String type, String shape, long begin, long end) {
        return "{\"a\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}}".formatted(type, shape, begin, end);
    }

    private Path write(String header, byte[] data) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer all = ByteBuffer.allocate(8 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        return Files.write(
                folder.resolve("test.safetensors"),
                all.putLong(text.length).put(text).put(data).array());
    }

    @Test
    void refusesAnIndexThatNamesNoFile() throws IOException {
        Files.writeString(
                folder.resolve("model.safetensors.index.json"), "{\"weight_map\":{\"a\":\"one\\u0000.safetensors\"}}");
        assertThatThrownBy(() -> Checkpoint.open(folder, "model", name -> name))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("weight_map.a");
    }

    @ParameterizedTest
    @CsvSource({"I32,4", "F8_E4M3,1", "C64,8"})
    void takesNoMemoryForATypeThatItCannotComputeWith(String type, int width) throws IOException {
        Path file = write(one(type, "[2]", 0, 2 * width), new byte[2 * width]);
        assertThatThrownBy(() -> Safetensors.open(file).tensor("a", pool))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("has dtype " + type);
        assertThat(pool.misses()).isZero();
    }
}
