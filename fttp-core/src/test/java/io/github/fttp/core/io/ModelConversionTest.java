package io.github.fttp.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.tensor.Pool;
import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelConversionTest {
    @TempDir
    Path folder;

    private final Pool pool = new Pool();

    @AfterEach
    void nothingLeaks() {
        assertThat(pool.outstanding()).isZero();
        pool.close();
    }

    private Path write(String name, String type, float... values) throws IOException {
        Path file = folder.resolve("model").resolve(name);
        Files.createDirectories(file.getParent());
        try (Tensor a = pool.draw(Shape.of(values.length)).set(values)) {
            Safetensors.write(file, Map.of("a", a), Map.of("a", type), Map.of("format", "pt"));
        }
        return file;
    }

    private RoundingLoss convert(DType type) {
        return ModelConversion.of(folder.resolve("model"), type).write(folder.resolve("out"), read -> {});
    }

    /** 1 + 2^-10 has 10 bits of fraction, of which bfloat16 keeps 7; its neighbours are 2^-7 apart. */
    @Test
    void saysWhatFloat16LosesInBfloat16() throws IOException {
        write("model.safetensors", "F16", 1, 1 + 0x1p-10f, 1.5f, -0x1p-24f, 65504);
        RoundingLoss loss = convert(DType.BFLOAT16);
        Safetensors written = Safetensors.open(folder.resolve("out/model.safetensors"));
        assertThat(written.info("a").type()).isEqualTo("BF16");
        assertThat(written.floats("a")).containsExactly(1, 1, 1.5f, -0x1p-24f, 65536);
        // 65504 = 2^16 - 2^5: to 2^16 it is 2^-11 of it; of 1 + 2^-10 a share of 2^-10 / (1 + 2^-10) goes
        assertThat(loss).isEqualTo(new RoundingLoss(5, 2, 0, 0, 0x1p-10 / (1 + 0x1p-10), "a"));
    }

    @Test
    void saysWhatFloat16CannotHold() throws IOException {
        write("model.safetensors", "BF16", 1, 65536, -1e30f, 0x1p-26f, 0, Float.NaN, Float.NEGATIVE_INFINITY);
        RoundingLoss loss = convert(DType.FLOAT16);
        float infinite = Float.POSITIVE_INFINITY;
        assertThat(Safetensors.open(folder.resolve("out/model.safetensors")).floats("a"))
                .containsExactly(1, infinite, -infinite, 0, 0, Float.NaN, -infinite);
        assertThat(loss).isEqualTo(new RoundingLoss(7, 3, 1, 2, 0, ""));
    }

    @Test
    void roundsDoublesOnceToFloat32() throws IOException {
        Path file = write("model.safetensors", "F64", 0.1f, 2);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 16] ^= 1; // the last bit of the first fraction, far behind float32's
        Files.write(file, bytes);
        RoundingLoss loss = convert(DType.FLOAT32);
        assertThat(Safetensors.open(folder.resolve("out/model.safetensors")).floats("a"))
                .containsExactly(0.1f, 2);
        assertThat(loss.changed()).isEqualTo(1);
        assertThat(loss.largestChange()).isCloseTo(0x1p-52 * 0x1p-4 / 0.1, within(0x1p-56)); // 0.1 = 1.6 / 2^4
    }

    @Test
    void comesBackFromFloat32BitForBit() throws IOException {
        float[] all = new float[(1 << 16) + 3]; // more than is converted at a time
        for (int i = 0; i < all.length; i++) all[i] = DType.fromFloat16((short) i);
        Path first = write("model.safetensors", "F16", all);
        assertThat(convert(DType.FLOAT32).changed()).isZero();
        ModelConversion.of(folder.resolve("out"), DType.FLOAT16).write(folder.resolve("back"), read -> {});
        float[] values = Safetensors.open(first).floats("a");
        assertThat(Safetensors.open(folder.resolve("back/model.safetensors")).floats("a"))
                .containsExactly(values);
    }

    @Test
    void foldersThatAreLinksAreOfTheModel() throws IOException {
        Path file = write("elsewhere/part.safetensors", "F32", 1, 2);
        Path model = folder.resolve("linked");
        Files.createDirectories(folder.resolve("parts/.cache"));
        Files.createSymbolicLink(folder.resolve("parts/.cache/up"), folder.resolve("parts"));
        Files.createSymbolicLink(folder.resolve("parts/vae"), file.getParent());
        Files.createSymbolicLink(model, folder.resolve("parts"));
        ModelConversion conversion = ModelConversion.of(model, DType.BFLOAT16);
        assertThat(conversion.leftOut()).isEmpty();
        conversion.write(folder.resolve("out"), read -> {});
        assertThat(Safetensors.open(folder.resolve("out/vae/part.safetensors")).floats("a"))
                .containsExactly(1, 2);
        Files.createSymbolicLink(folder.resolve("parts/again"), folder.resolve("parts"));
        assertThatThrownBy(() -> ModelConversion.of(model, DType.BFLOAT16))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("leads back to a folder that it lies in");
    }

    @Test
    void rewritesShardsIndexAndSettingsAndCopiesTheRest() throws Exception {
        Path first = write("text/m-00001-of-00002.safetensors", "F32", 1, 2, 3);
        write("text/m-00002-of-00002.safetensors", "BF16", 4);
        Path model = folder.resolve("model");
        String index = "{\"metadata\": {\"total_size\": 14},  \"weight_map\": {\"a\": \"m-00001-of-00002.safetensors\","
                + " \"b\": \"m-00002-of-00002.safetensors\"}}";
        Files.writeString(model.resolve("text/m.safetensors.index.json"), index);
        Files.writeString(
                model.resolve("config.json"),
                "{ \"torch_dtype\":\"float32\", \"text_config\": {\"dtype\": \"torch.float16\"}, \"rms_norm_eps\": 1e-05,"
                        + " \"said\": \"\\\"dtype\\\": \\\"float32\\\"\" }");
        Files.writeString(model.resolve("tokenizer.json"), "{\"dtype\": \"float32\"}");
        Files.writeString(model.resolve("text/pytorch_model.bin"), "old");
        Files.writeString(model.resolve("text/pytorch_model.bin.index.json"), "{}");
        Files.createDirectories(model.resolve(".git"));
        Files.writeString(model.resolve(".git/model.safetensors"), "a copy");
        List<Long> read = new ArrayList<>();
        ModelConversion conversion = ModelConversion.of(model, DType.BFLOAT16);
        assertThat(conversion.leftOut())
                .containsExactly(Path.of("text/pytorch_model.bin"), Path.of("text/pytorch_model.bin.index.json"));
        assertThat(conversion.bytesAfter()).isEqualTo(8);
        RoundingLoss loss = conversion.write(folder.resolve("out"), read::add);
        assertThat(loss).isEqualTo(new RoundingLoss(3, 0, 0, 0, 0, ""));
        assertThat(read).containsExactly(12L, 14L);
        Path out = folder.resolve("out");
        try (var files = Files.walk(out)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> out.relativize(file).toString()))
                    .containsExactlyInAnyOrder(
                            "config.json",
                            "tokenizer.json",
                            "text/m.safetensors.index.json",
                            "text/m-00001-of-00002.safetensors",
                            "text/m-00002-of-00002.safetensors");
        }
        assertThat(out.resolve("text/m.safetensors.index.json")).hasContent(index.replace("14}", "8}"));
        assertThat(out.resolve("config.json"))
                .hasContent("{ \"torch_dtype\":\"bfloat16\", \"text_config\": {\"dtype\": \"torch.bfloat16\"},"
                        + " \"rms_norm_eps\": 1e-05, \"said\": \"\\\"dtype\\\": \\\"float32\\\"\" }");
        assertThat(out.resolve("tokenizer.json")).hasContent("{\"dtype\": \"float32\"}");
        String digest =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(first)));
        assertThat(Safetensors.open(out.resolve("text/m-00001-of-00002.safetensors"))
                        .metadata())
                .containsEntry("format", "pt")
                .containsEntry("fttp.source", "m-00001-of-00002.safetensors")
                .containsEntry("fttp.source.sha256", digest);
    }

    /** Writes a model's weights by their header and bytes. */
    private Path model(String header, byte... data) throws IOException {
        Path file = folder.resolve("model/model.safetensors");
        Files.createDirectories(file.getParent());
        byte[] head = header.getBytes(StandardCharsets.UTF_8);
        AtomicFiles.write(file, out -> {
            Safetensors.put(out, SafetensorsHeader.length(head));
            Safetensors.put(out, ByteBuffer.wrap(head));
            Safetensors.put(out, ByteBuffer.wrap(data));
        });
        return file;
    }

    @Test
    void keepsWholeNumbersAsTheyAre() throws IOException {
        String head = "{\"ids\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]},"
                + "\"w\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[8,10]}}";
        model(head, new byte[] {1, 2, 3, 4, 5, 6, 7, 0, 0, 0x3c});
        convert(DType.FLOAT32);
        Safetensors written = Safetensors.open(folder.resolve("out/model.safetensors"));
        assertThat(written.integers("ids")).containsExactly(0x0007060504030201L);
        assertThat(written.floats("w")).containsExactly(1);
    }

    /** One weight of 8-bit floats, which mean something only times their scale. */
    @Test
    void refusesQuantisedWeightsByName() throws IOException {
        String head = "{\"s\":{\"dtype\":\"BF16\",\"shape\":[1],\"data_offsets\":[0,2]},"
                + "\"w\":{\"dtype\":\"F8_E4M3\",\"shape\":[1],\"data_offsets\":[2,3]}}";
        Path file = model(head, new byte[3]);
        for (DType type : new DType[] {DType.FLOAT16, DType.BFLOAT16}) {
            assertThatThrownBy(() -> convert(type))
                    .isInstanceOf(BadCheckpoint.class)
                    .hasMessageStartingWith(file + ": tensor w has dtype F8_E4M3, expected ");
        }
        write("model.safetensors", "F16", 1);
        Path config = Files.writeString(
                folder.resolve("model/config.json"),
                "{\"text_config\": {\"quantization_config\": {\"quant_method\": \"awq\", \"bits\": 4, \"layers\": [1]}}}");
        assertThatThrownBy(() -> convert(DType.BFLOAT16))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageStartingWith(
                        config + ": text_config.quantization_config is {\"quant_method\":\"awq\",\"bits\":4},");
    }

    @Test
    void dropsTheVariantFromNamesUnlessThePlainOneIsThere() throws IOException {
        write("unet/w.fp16.safetensors", "F16", 1);
        write("vae/w.fp16.safetensors", "F16", 2);
        write("vae/w.safetensors", "F32", 3);
        ModelConversion conversion = ModelConversion.of(folder.resolve("model"), DType.BFLOAT16);
        assertThat(conversion.leftOut()).containsExactly(Path.of("vae/w.fp16.safetensors"));
        conversion.write(folder.resolve("out"), read -> {});
        assertThat(Safetensors.open(folder.resolve("out/unet/w.safetensors")).floats("a"))
                .containsExactly(1);
        assertThat(Safetensors.open(folder.resolve("out/vae/w.safetensors")).floats("a"))
                .containsExactly(3);
    }

    @Test
    void aVariantBesideShardsIsThereTwice() throws IOException {
        write("model-00001-of-00001.safetensors", "F32", 1);
        Files.writeString(
                folder.resolve("model/model.safetensors.index.json"),
                "{\"weight_map\": {\"a\": \"model-00001-of-00001.safetensors\"}}");
        write("model.fp16.safetensors", "F16", 1);
        ModelConversion conversion = ModelConversion.of(folder.resolve("model"), DType.BFLOAT16);
        assertThat(conversion.leftOut()).containsExactly(Path.of("model.fp16.safetensors"));
    }

    @Test
    void leavesNothingWhenItEndsHalfway() throws IOException {
        write("1.safetensors", "F32", 1);
        write("2.safetensors", "F32", 1);
        ModelConversion conversion = ModelConversion.of(folder.resolve("model"), DType.FLOAT16);
        assertThatThrownBy(() -> conversion.write(folder.resolve("out"), read -> {
                    if (read > 4) throw new IllegalStateException("interrupted");
                }))
                .hasMessage("interrupted");
        assertThat(folder.toFile().list()).containsExactly("model");
    }

    /** A killed process deletes nothing itself; the next one does, and only what was to become the same folder. */
    @Test
    void clearsWhatAKilledProcessLeft() throws IOException {
        write("model.safetensors", "F32", 1);
        Path left = folder.resolve(".out.01234567-89ab-cdef-0123-456789abcdef.part");
        Path other = folder.resolve(".out.b.01234567-89ab-cdef-0123-456789abcdef.part");
        Files.createDirectories(left.resolve("unet"));
        Files.createDirectories(other);
        convert(DType.FLOAT16);
        assertThat(folder.toFile().list())
                .containsExactlyInAnyOrder("model", "out", other.getFileName().toString());
    }

    @Test
    void refusesWhatItCannotDo() throws IOException {
        Path model = folder.resolve("model");
        assertThatThrownBy(() -> ModelConversion.of(model, DType.FLOAT16))
                .hasMessage(model + ": is not a model folder");
        Files.createDirectories(model);
        Files.writeString(model.resolve("pytorch_model.bin"), "x");
        assertThatThrownBy(() -> ModelConversion.of(model, DType.FLOAT16))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessage(model + ": holds no .safetensors file, only pytorch_model.bin");
        write("model.safetensors", "F16", 1);
        assertThatThrownBy(() -> ModelConversion.of(model, DType.FLOAT16))
                .hasMessage(model + ": holds F16 weights alone already: there is nothing to convert");
        ModelConversion conversion = ModelConversion.of(model, DType.BFLOAT16);
        assertThatThrownBy(() -> conversion.write(model.resolve("inside"), read -> {}))
                .hasMessageContaining("lies in the folder that is converted");
        Path there = Files.createDirectories(folder.resolve("there"));
        assertThatThrownBy(() -> conversion.write(there, read -> {}))
                .isInstanceOf(CannotWrite.class)
                .hasMessageContaining("is there already");
        assertThat(there.toFile().list()).isEmpty();
    }
}
