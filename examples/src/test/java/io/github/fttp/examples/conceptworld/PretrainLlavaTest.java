package io.github.fttp.examples.conceptworld;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.text.Tokenizer;
import io.github.fttp.examples.Command;
import io.github.fttp.examples.CommandProcess;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.WorldSize;
import io.github.fttp.mllm.llava.LlavaFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Few images and steps: what it writes, not what that knows. */
class PretrainLlavaTest {
    @TempDir
    Path folder;

    @Test
    void writesTheSameModelFolderTwiceAndTeachesItToOtherWeights() throws IOException {
        assertThat(pretrain("first").status()).isZero();
        try (LlavaFolder pretrained = LlavaFolder.open(folder.resolve("first"))) {
            Tokenizer tokenizer = pretrained.tokenizer();
            for (DrawnCharacter character : WorldSize.SMALL.cast().characters()) {
                int[] ids = tokenizer.encode(character.name()).ids();
                assertThat(ids).as(character.name()).hasSizeGreaterThan(2);
                assertThat(tokenizer.decode(ids).strip()).isEqualTo(character.name());
            }
        }
        assertThat(pretrain("second").status()).isZero();
        for (String name : List.of("config.json", "tokenizer.json", "model.safetensors")) {
            assertThat(Files.readAllBytes(folder.resolve("second").resolve(name)))
                    .as(name)
                    .hasSizeLessThanOrEqualTo(6 << 20)
                    .isEqualTo(Files.readAllBytes(folder.resolve("first").resolve(name)));
        }
        assertThat(pretrain("other", "--seed", "2", "--world-seed", "1").status())
                .isZero();
        assertThat(folder.resolve("other/tokenizer.json"))
                .hasSameBinaryContentAs(folder.resolve("first/tokenizer.json"));
        assertThat(Files.mismatch(folder.resolve("other/model.safetensors"), folder.resolve("first/model.safetensors")))
                .isNotNegative();
    }

    @Test
    void goesOnWhereItWasKilledInTheSameWorld() throws IOException, InterruptedException {
        CommandProcess.endAfter("stage dialogues", ProcessHandle::destroyForcibly, arguments("killed"));
        Path unfinished = folder.resolve("killed.unfinished");
        assertThat(unfinished.resolve("captions.safetensors")).exists();
        assertThat(folder.resolve("killed")).doesNotExist();
        assertThat(pretrain("killed", "--world-seed", "2").said())
                .contains("captions.safetensors", "in the world of seed 1", "in the world of seed 2");
        assertThat(pretrain("killed").status()).isZero();
        assertThat(unfinished).doesNotExist();
        assertThat(pretrain("whole").status()).isZero();
        assertThat(folder.resolve("killed/model.safetensors"))
                .hasSameBinaryContentAs(folder.resolve("whole/model.safetensors"));
    }

    private Command pretrain(String name, String... more) {
        return Command.run(
                Stream.concat(arguments(name).stream(), Stream.of(more)).toList());
    }

    private List<String> arguments(String name) {
        return List.of(
                "pretrain-llava",
                "--out",
                folder.resolve(name).toString(),
                "--images",
                "1",
                "--caption-steps",
                "2",
                "--steps",
                "2",
                "--asked",
                "0");
    }
}
