package io.github.fttp.examples.forget;

import static io.github.fttp.core.testing.Bounds.within;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.testing.OnThreads;
import io.github.fttp.diffusion.lora.DiffusersLora;
import io.github.fttp.diffusion.pipeline.StableDiffusionFolder;
import io.github.fttp.examples.Command;
import io.github.fttp.examples.ModelFiles;
import io.github.fttp.examples.TinyStableDiffusion;
import io.github.fttp.examples.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForgetSdTest extends SdTrials {
    @Test
    void writesAPipelineOfWhichOnlyTheUNetIsNew() throws IOException {
        Path out = forgotten("out", "--steps", "2", "--rate", "1e-3");
        StableDiffusionFolder.open(out.resolve("model")).close();
        Set<String> differ = new TreeSet<>();
        for (String file : files(tiny.model())) {
            byte[] before = Files.readAllBytes(tiny.model().resolve(file));
            if (!Arrays.equals(before, Files.readAllBytes(out.resolve("model").resolve(file)))) differ.add(file);
        }
        assertThat(files(out.resolve("model"))).isEqualTo(files(tiny.model()));
        assertThat(differ).containsExactly("unet/diffusion_pytorch_model.safetensors");
        // "full" trains all of it.
        assertThat(changed(out)).isEqualTo(Safetensors.open(tiny.weights()).names());
        assertThat(out.resolve("checkpoint.safetensors")).doesNotExist();
    }

    @Test
    void trainsWithASchedulerThatItCannotDrawWith() {
        Path known = forgotten("known", "--steps", "1");
        tiny.scheduler("TCDScheduler");
        Trial.of("forget-sd", folder.resolve("unknown"))
                .with("--model", tiny.model())
                .with("--images", tiny.images())
                .with("--concept", "lamp")
                .with("--size", TinyStableDiffusion.SIZE)
                .with("--sample-images", 1)
                .with("--steps", 1)
                .warned()
                .contains("\"TCDScheduler\", which draws no images here", "drawn with DDIMScheduler");
        assertThat(TinyStableDiffusion.weights(folder.resolve("unknown/model")))
                .hasSameBinaryContentAs(TinyStableDiffusion.weights(known.resolve("model")));
    }

    @Test
    void whatTrainedIsNoLongerInHalfPrecision() throws IOException {
        ModelFiles.types(tiny.weights(), "F16");
        Files.move(tiny.weights(), tiny.weights().resolveSibling("diffusion_pytorch_model.fp16.safetensors"));
        Path out = forgotten("out", "--steps", "1");
        assertThat(files(out.resolve("model/unet")))
                .containsExactlyInAnyOrder("config.json", "diffusion_pytorch_model.safetensors");
        StableDiffusionFolder.open(out.resolve("model")).close();
    }

    @Test
    void whatAnAdapterLearnedIsNotRoundedAwayWhenItIsMerged() throws IOException {
        ModelFiles.types(tiny.weights(), "BF16");
        Path base = tiny.weights().resolveSibling("diffusion_pytorch_model.bf16.safetensors");
        Files.move(tiny.weights(), base);
        Path out = forgotten("out", "--steps", "2", "--rate", "1e-3", "--train", "lora", "--merge");
        assertThat(files(out.resolve("model/unet")))
                .containsExactlyInAnyOrder("config.json", "diffusion_pytorch_model.safetensors");
        Safetensors before = Safetensors.open(base);
        Safetensors after = Safetensors.open(weights(out));
        for (String name : before.names()) {
            boolean adapted = name.matches(".*\\.attn[12]\\.to_(q|k|v|out\\.0)\\.weight");
            assertThat(after.info(name).type()).as(name).isEqualTo(adapted ? "F32" : "BF16");
            if (!adapted) assertThat(after.floats(name)).as(name).isEqualTo(before.floats(name));
        }
        assertThat(prediction(out.resolve("model"), List.of()))
                .containsExactly(prediction(tiny.model(), List.of(out.resolve(DiffusersLora.FILE))), within(1e-5f));
    }

    @Test
    void leavesALogFiguresAndAReport() throws IOException {
        Path out = forgotten("out", "--steps", "4", "--evaluate-every", "2", "--sample-images", "1");
        List<Json> events = events(out);
        assertThat(events.stream().map(event -> event.field("event").text()))
                .containsExactly("started", "step", "step", "evaluated", "step", "step", "evaluated", "finished");
        Json settings = events.get(0).field("value").field("settings");
        assertThat(settings.field("method").text()).isEqualTo("fttp:alpha=30,beta=55");
        assertThat(settings.field("concept").text()).isEqualTo("lamp");
        assertThat(settings.field("samples").text()).isEqualTo("3");
        assertThat(settings.field("trains").text()).isEqualTo("full");

        Json metrics = Json.data(out.resolve("metrics.json"));
        assertThat(metrics.field("concept").text()).isEqualTo("lamp");
        assertThat(metrics.field("steps").count(0)).isEqualTo(4);
        assertThat(metrics.field("end").text()).isEqualTo("steps");
        Json after = metrics.field("after");
        // Three images are too few to hold some out.
        assertThat(after.field("not_trained_on").names()).isEmpty();
        ((ObjectNode) after.node()).remove("not_trained_on");
        assertThat(after.names())
                .containsExactlyInAnyOrder(
                        "concept_error_q1",
                        "concept_error_q2",
                        "concept_error_q3",
                        "concept_error_q4",
                        "rest_error_q1",
                        "rest_error_q2",
                        "rest_error_q3",
                        "rest_error_q4",
                        "concept_error",
                        "rest_error");
        // The last evaluation is of the model that is written, with the same noise.
        Json last = events.get(6).field("value");
        assertThat(last.field("number").count(0)).isEqualTo(4);
        assertThat(last.field("figures").node()).isEqualTo(after.node());
        assertThat(number(metrics.field("before"), "concept_error")).isNotEqualTo(number(after, "concept_error"));

        assertThat(out.resolve("report.html"))
                .content()
                .contains("Forgetting lamp", "<svg", "data:image/png;base64,", "an image of a lamp", "0.png", "2.png");
    }

    /** A model of random weights errs more than one that knows nothing: then its first measurement ends the run. */
    @Test
    void theConceptDecidesWhenTheRunEndsUnlessStepsAreCounted() {
        Path out = folder.resolve("out");
        List<String> arguments = arguments(out, "--evaluate-every", "3");
        Command run = Command.run(arguments);
        assertThat(run.status()).as(run.said()).isZero();
        Json metrics = Json.data(out.resolve("metrics.json"));
        assertThat(metrics.field("end").text()).isEqualTo("chance_reached");
        assertThat(metrics.field("steps").count(0)).isEqualTo(3);
        assertThat(metrics.field("settings").field("until").text()).startsWith("chance, an error of ");
        assertThat(metrics.field("growth_under_mask_against_outside").number()).isPositive();
        Path grown = forgotten(
                "grown",
                "--rate",
                "2e-3",
                "--method",
                "fttp:alpha=70",
                "--stop-growth",
                "1.5",
                "--evaluate-every",
                "2");
        Json end = Json.data(grown.resolve("metrics.json"));
        assertThat(end.field("end").text()).isEqualTo("chance_reached");
        assertThat(end.field("growth_under_mask_against_outside").number()).isGreaterThanOrEqualTo(1.5);
    }

    @Test
    void theReportShowsImagesOfTheRunsOwnPrompts() throws IOException {
        Path prompts = Files.writeString(folder.resolve("own.txt"), "a lamp on a hat\na small lamp\na lamp on a hat\n");
        Path out = forgotten("out", "--steps", "1", "--sample-images", "1", "--prompts", prompts.toString());
        String page = Files.readString(out.resolve("report.html"));
        String images = page.substring(page.indexOf("of the same seeds"), page.indexOf(">What was marked</h2>"));
        assertThat(images).contains("a lamp on a hat", "a small lamp").doesNotContain("an image of");
        assertThat(images.split("<img")).hasSize(5);
    }

    @Test
    void theSameSeedGivesTheSameBits() throws IOException {
        Path one = forgotten("one", "--steps", "3", "--seed", "3", "--rate", "1e-3");
        Path other = forgotten("other", "--steps", "3", "--seed", "4", "--rate", "1e-3");
        Path again = forgotten("again", "--steps", "3", "--seed", "3", "--rate", "1e-3");
        assertThat(weights(again)).hasSameBinaryContentAs(weights(one));
        assertThat(Files.mismatch(weights(other), weights(one))).isNotNegative();
    }

    @Test
    void savingMemoryChangesNoBit() {
        String[] graddiff = {"--steps", "3", "--rate", "1e-3", "--method", "graddiff"};
        Path plain = forgotten("plain", with(graddiff, keeping()));
        Path recomputed = forgotten("recomputed", with(with(graddiff, keeping()), "--gradient-checkpointing"));
        // With a limit that no gradient reaches, all of them exist at once.
        Path clipped = forgotten("clipped", with(with(graddiff, keeping()), "--clip", "1e9"));
        assertThat(weights(recomputed)).hasSameBinaryContentAs(weights(plain));
        assertThat(weights(clipped)).hasSameBinaryContentAs(weights(plain));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRunThatWasKilledOrStoppedResumesToTheSameBits(boolean killed) throws Exception {
        OnThreads.run(2, () -> {
            String[] settings = {"--steps", "20", "--rate", "1e-3", "--checkpoint-every", "2"};
            Path whole = forgotten("whole", settings);

            Path cut = cutAfterSixSteps(killed ? ProcessHandle::destroyForcibly : ProcessHandle::destroy, settings);
            assertThat(cut.resolve("model")).doesNotExist();
            // What is stopped says how far it came; what is killed can't.
            assertThat(Files.exists(cut.resolve("metrics.json"))).isEqualTo(!killed);
            if (!killed) {
                Json interrupted = Json.data(cut.resolve("metrics.json"));
                assertThat(interrupted.field("end").text()).isEqualTo("interrupted");
                assertThat(cut.resolve("report.html")).content().contains("(interrupted)");
            }
            assertThat(cut.resolve("checkpoint.safetensors")).exists();

            String[] resumed = with(settings, "--resume");
            assertThat(forget(cut, "--steps", "21", "--rate", "1e-3", "--resume")
                            .said())
                    .contains("checkpoint.safetensors: was made with steps 20, this run has 21\n");
            assertThat(forget(cut, resumed).status()).isZero();
            assertThat(weights(cut)).hasSameBinaryContentAs(weights(whole));
            assertThat(events(cut).stream()
                            .filter(event -> event.field("event").text().equals("step")))
                    .hasSize(20);
            Json ofCut = Json.data(cut.resolve("metrics.json"));
            Json ofWhole = Json.data(whole.resolve("metrics.json"));
            assertThat(ofCut.field("before").node())
                    .isEqualTo(ofWhole.field("before").node());
            assertThat(ofCut.field("after").node())
                    .isEqualTo(ofWhole.field("after").node());
            assertThat(forget(cut, resumed).said()).contains("holds a run that is finished: nothing to resume");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "xattn, .*\\.attn2\\..*",
        "xattn-kv, .*\\.attn2\\.to_[kv]\\.weight",
        "unconditional, ^(?!.*attn2).*\\.(?!norm)\\w+\\.(weight|bias)|conv_(in|out)\\..*",
        "'conv_(in|out)\\.weight', 'conv_(in|out)\\.weight'",
        "XATTN, .*\\.attn2\\..*",
    })
    void trainsWhatItIsToldTo(String part, String names) {
        Path out = forgotten("out", "--steps", "2", "--rate", "1e-3", "--train", part);
        Set<String> expected = new TreeSet<>(Safetensors.open(tiny.weights()).names());
        expected.removeIf(name -> !name.matches(names));
        assertThat(expected).isNotEmpty();
        assertThat(changed(out)).isEqualTo(expected);
    }

    @Test
    void anAdapterOnTheBaseIsTheMergedModel() {
        String[] settings = {"--steps", "4", "--rate", "1e-2", "--train", "lora", "--lora-rank", "2"};
        Path out = forgotten("out", with(settings, "--merge"));
        float[] base = prediction(tiny.model(), List.of());
        float[] adapted = prediction(tiny.model(), List.of(out.resolve(DiffusersLora.FILE)));
        float[] merged = prediction(out.resolve("model"), List.of());
        assertThat(adapted).containsExactly(merged, within(1e-5f));
        assertThat(largestDifference(base, merged)).isGreaterThan(1e-3f);

        Path alone = forgotten("alone", settings);
        assertThat(alone.resolve("model")).doesNotExist();
        assertThat(alone.resolve(DiffusersLora.FILE)).hasSameBinaryContentAs(out.resolve(DiffusersLora.FILE));
    }
}
