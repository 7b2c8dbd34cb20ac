package io.github.fttp.examples.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.io.Digest;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.examples.Command;
import io.github.fttp.examples.TinyLlava;
import io.github.fttp.examples.TinyStableDiffusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    private static final String PROJECTOR = "multi_modal_projector.linear_1.weight";

    @TempDir
    Path folder;

    @Test
    void revokesInALlava() {
        TinyLlava tiny = TinyLlava.write(folder.resolve("tiny"));
        run("ledger", "add", "--model", tiny.model(), "--name", "R1", "--adapter", llava(tiny, "one", tiny.model(), 1));
        Path first = applied("first");
        Path second = llava(tiny, "two", first, 2);
        run("ledger", "add", "--name", "R2", "--adapter", second.resolve("adapter"));
        run("ledger", "add", "--name", "R3", "--adapter", llava(tiny, "three", tiny.model(), 3));
        Path all = applied("all");
        // Trained with R1 applied, R2 brings its projector whole; R3 brings the difference of its own from the base's.
        float[] base = projector(tiny.model().resolve("model.safetensors"));
        float[] brought = projector(second.resolve("adapter/adapter_model.safetensors"));
        float[] third = projector(folder.resolve("three/adapter/adapter_model.safetensors"));
        float[] sum = projector(all.resolve("model.safetensors"));
        for (int i = 0; i < sum.length; i++) assertThat(sum[i]).isEqualTo(brought[i] + (third[i] - base[i]));

        run("ledger", "revoke", "--name", "R3");
        run("ledger", "revoke", "--name", "R2");
        assertThat(Digest.of(applied("again"))).isEqualTo(Digest.of(first));
    }

    @Test
    void trainsAgainWhatDependsOnARevokedDeletion() {
        TinyLlava tiny = TinyLlava.write(folder.resolve("tiny"));
        run("ledger", "add", "--model", tiny.model(), "--name", "R1", "--adapter", llava(tiny, "one", tiny.model(), 1));
        Path first = applied("first");
        run("ledger", "add", "--name", "R2", "--adapter", llava(tiny, "two", first, 2));
        run("ledger", "revoke", "--name", "R1");
        // The same as if R2 had been trained on the base in the first place.
        Path alone = llava(tiny, "alone", tiny.model(), 2);
        Path left = applied("left");
        run(
                "ledger",
                "add",
                "--ledger",
                folder.resolve("other"),
                "--model",
                tiny.model(),
                "--name",
                "R2",
                "--adapter",
                alone);
        Path expected = folder.resolve("expected");
        run("ledger", "apply", "--ledger", folder.resolve("other"), "--out", expected);
        assertThat(Digest.of(left)).isEqualTo(Digest.of(expected));
    }

    @Test
    void revokesInAStableDiffusion() throws IOException {
        TinyStableDiffusion tiny = TinyStableDiffusion.write(folder);
        Files.writeString(tiny.model().resolve("config.json"), "{}"); // as many a pipeline's folder has one
        Path lora = sd(tiny, "lora", "lora");
        run("ledger", "add", "--model", tiny.model(), "--name", "R1", "--adapter", lora);
        Path first = applied("first");
        assertThat(Digest.of(first)).isNotEqualTo(Digest.of(tiny.model()));
        run("ledger", "add", "--name", "R2", "--adapter", sd(tiny, "whole", "xattn"));
        run("ledger", "revoke", "--name", "R1");
        // What is left was trained on the bare base: its weights are those of its own pipeline.
        assertThat(TinyStableDiffusion.weights(applied("second")))
                .hasSameBinaryContentAs(TinyStableDiffusion.weights(folder.resolve("whole/model")));
        run("ledger", "revoke", "--name", "R2");
        run("ledger", "add", "--name", "R1-again", "--adapter", lora);
        assertThat(Digest.of(applied("again"))).isEqualTo(Digest.of(first));
    }

    private static float[] projector(Path file) {
        Safetensors tensors = Safetensors.open(file);
        return tensors.floats(tensors.names().stream()
                .filter(each -> each.endsWith(PROJECTOR))
                .findFirst()
                .orElseThrow());
    }

    private Path applied(String name) {
        Path out = folder.resolve(name);
        run("ledger", "apply", "--out", out);
        return out;
    }

    private Path llava(TinyLlava tiny, String name, Path model, int seed) {
        Path out = folder.resolve(name);
        Object[] more = {
            "--steps", 1, "--rate", "1e-2", "--projector-rate", "1e-2", "--schedule", "constant", "--seed", seed
        };
        tiny.forget(model, out, more);
        return out;
    }

    private Path sd(TinyStableDiffusion tiny, String name, String part) {
        Path out = folder.resolve(name);
        run(
                "forget-sd",
                "--model",
                tiny.model(),
                "--images",
                tiny.images(),
                "--concept",
                "lamp",
                "--size",
                TinyStableDiffusion.SIZE,
                "--sample-images",
                0,
                "--steps",
                2,
                "--rate",
                "1e-3",
                "--train",
                part,
                "--out",
                out);
        return out;
    }

    private void run(Object... arguments) {
        List<String> words =
                new ArrayList<>(Stream.of(arguments).map(Object::toString).toList());
        if (words.get(0).equals("ledger") && !words.contains("--ledger")) {
            words.addAll(List.of("--ledger", folder.resolve("ledger").toString()));
        }
        Command.succeeds(words.toArray());
    }
}
