package io.github.fttp.examples.conceptworld;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.examples.Command;
import io.github.fttp.examples.TinyStableDiffusion;
import io.github.fttp.metrics.conceptworld.Staging;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Few images and steps: what it writes, not what that knows. */
class PretrainSdTest {
    @TempDir
    Path folder;

    @Test
    void writesTheSamePipelineFolderTwice() throws IOException {
        assertThat(pretrain("first").status()).isZero();
        try (StableDiffusionFolder pretrained = StableDiffusionFolder.open(folder.resolve("first"))) {
            assertThat(pretrained.defaultSide()).isEqualTo(Staging.SIZE);
            // Each word is a token, the comma too: start, thirteen of them, end.
            String prompt = "Mira Volk waving in the forest at dusk, with two red balls";
            assertThat(pretrained.tokenizers().positions(prompt, Concept.of("Mira Volk")))
                    .containsExactly(1, 2);
            int[] ids = pretrained.tokenizers().encode(prompt).get(0).ids();
            assertThat(Arrays.stream(ids).distinct()).hasSize(1 + 13 + 1);
        }
        Map<String, String> files = files("first");
        assertThat(files.values().stream().mapToInt(String::length)).allMatch(size -> size <= 6 << 20);
        assertThat(files.values().stream().mapToInt(String::length).sum()).isBetween(7 << 20, 10 << 20);
        assertThat(pretrain("second").status()).isZero();
        assertThat(files("second")).isEqualTo(files);
    }

    @Test
    void goesOnWithTheWordsThatWereTaught() throws IOException {
        assertThat(pretrain("first").status()).isZero();
        assertThat(pretrain(
                                "second",
                                "--seed",
                                "2",
                                "--from",
                                folder.resolve("first").toString())
                        .status())
                .isZero();
        Map<String, String> first = files("first");
        Map<String, String> second = files("second");
        assertThat(second).containsOnlyKeys(first.keySet());
        second.forEach((name, content) -> {
            boolean pretrained = name.startsWith("unet/diff") || name.startsWith("text_encoder/model");
            assertThat(content.equals(first.get(name))).as(name).isEqualTo(!pretrained);
        });
    }

    @Test
    void takesTheAutoencoderOfAnother() throws IOException {
        assertThat(pretrain("first").status()).isZero();
        Command taken = pretrain(
                "second",
                "--without",
                "Mira Volk",
                "--vae",
                folder.resolve("first").toString());
        assertThat(taken.status()).isZero();
        assertThat(taken.said()).doesNotContain("pretraining the autoencoder");
        Map<String, String> first = files("first");
        Map<String, String> second = files("second");
        assertThat(second).containsOnlyKeys(first.keySet());
        second.forEach((name, content) -> {
            boolean pretrained = name.startsWith("unet/diff") || name.startsWith("text_encoder/model");
            assertThat(content.equals(first.get(name))).as(name).isEqualTo(!pretrained);
        });
        assertThat(pretrain("third", "--vae", folder.resolve("first").toString(), "--vae-steps", "2")
                        .said())
                .contains("--vae-steps has no effect with --vae");
    }

    @Test
    void refusesAnAutoencoderOfOtherLatents() {
        Command refused = pretrain(
                "other",
                "--vae",
                TinyStableDiffusion.write(folder.resolve("tiny")).model().toString());
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.said())
                .contains("vae: is a VaeConfig")
                .contains("latentChannels=4")
                .contains("latentChannels=8");
        assertThat(folder.resolve("other")).doesNotExist();
    }

    @Test
    void leavesAFolderAloneThatIsThere() throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve("there")).resolve("note"), "mine");
        Command refused = pretrain("there");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.said()).contains("there").contains("is there already");
        assertThat(files("there")).containsOnlyKeys("note");
    }

    private Command pretrain(String name, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "pretrain-sd",
                "--out",
                folder.resolve(name).toString(),
                "--images",
                "1",
                "--steps",
                "2",
                "--asked",
                "0"));
        if (!List.of(more).contains("--from") && !List.of(more).contains("--vae"))
            arguments.addAll(List.of("--vae-steps", "2"));
        arguments.addAll(List.of(more));
        return Command.run(arguments);
    }

    /** A character a byte. */
    private Map<String, String> files(String name) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        Path root = folder.resolve(name);
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(
                        root.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return contents;
    }
}
