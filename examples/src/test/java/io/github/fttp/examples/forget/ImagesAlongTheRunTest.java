package io.github.fttp.examples.forget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.Json;
import io.github.fttp.examples.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests of measurements along a run on images that it does not train on. */
class ImagesAlongTheRunTest extends SdTrials {
    @Test
    void foldersAreMeasuredBeforeAlongAndAfter() throws IOException {
        Path others = Files.createDirectories(folder.resolve("others"));
        Images.writePng(Image.filled(16, 16, 40, 90, 200), others.resolve("a.png"));
        Images.writePng(Image.filled(30, 20, 200, 90, 40), others.resolve("b.png"));
        Files.writeString(others.resolve("prompts.txt"), "a blue hat\na small house\n");

        Path out = forgotten(
                "out",
                "--eval",
                "generality=" + tiny.images(),
                "--eval",
                "natural:others=" + others,
                "--evaluate-every",
                "1",
                "--steps",
                "2",
                "--rate",
                "1e-2");

        Json metrics = Json.data(out.resolve("metrics.json"));
        Json outside = measured(metrics, "before", "natural:others", "error outside");
        assertThat(outside.field("samples").count(0)).isEqualTo(2);
        assertThat(number(outside, "value")).isBetween(number(outside, "low"), number(outside, "high"));
        assertThat(number(measured(metrics, "after", "natural:others", "error outside"), "value"))
                .isNotEqualTo(number(outside, "value"));
        // The same images as are trained on err alike, here and there.
        assertThat(number(measured(metrics, "after", "generality", "error under the mask"), "value"))
                .isCloseTo(number(metrics.field("after"), "concept_error"), withinPercentage(0.01));
        assertThat(number(measured(metrics, "before", "generality", "error under the mask"), "chance"))
                .isCloseTo(number(metrics.field("chance"), "concept_error"), withinPercentage(0.01));
        assertThat(out.resolve("run.jsonl")).content().contains("natural:others/error outside, low");
        assertThat(out.resolve("report.html"))
                .content()
                .contains("On the sets measured: error under the mask", "natural:others", "nothing of 3 samples")
                .contains("Measured on data that it was not trained on: natural:others (2).")
                .contains("Measured on data of which it was trained on all or some: generality (3).");
    }

    @Test
    void aShareOfTheImagesIsHeldOut() throws IOException {
        for (int i = 3; i < 20; i++) {
            Files.copy(tiny.images().resolve("0.png"), tiny.images().resolve(i + ".png"));
            tiny.annotate(i, 16, 16, "lamp", "rectangle", "[[4, 4], [11, 9]]");
        }
        Path out = forgotten("out", "--steps", "1");
        Json metrics = Json.data(out.resolve("metrics.json"));
        assertThat(metrics.field("settings").field("samples").text()).isEqualTo("16");
        assertThat(metrics.field("settings").field("held out").text())
                .isEqualTo("held out of the data to forget: 4 of 20 samples");
        assertThat(measured(metrics, "before", "generality:held out", "error under the mask")
                        .field("samples")
                        .count(0))
                .isEqualTo(4);
        Path all = forgotten("all", "--steps", "1", "--hold-out", "0");
        assertThat(Json.data(all.resolve("metrics.json"))
                        .field("settings")
                        .field("samples")
                        .text())
                .isEqualTo("20");
    }

    @Test
    void otherConceptsAreRankedBesideTheirLikeness() throws IOException {
        Path hats = Files.createDirectories(folder.resolve("hats"));
        Images.writePng(Image.filled(16, 16, 40, 90, 200), hats.resolve("a.png"));
        Images.writePng(Image.filled(30, 20, 200, 90, 40), hats.resolve("b.png"));
        Files.writeString(hats.resolve("prompts.txt"), "a blue hat\na small hat\n");

        Path out = forgotten(
                "out",
                "--eval",
                "retain:hat=" + hats,
                "--eval",
                "retain:small lamp=" + hats,
                "--steps",
                "2",
                "--rate",
                "1e-2");

        Json metrics = Json.data(out.resolve("metrics.json"));
        List<Json> others = metrics.field("others").items();
        assertThat(others)
                .extracting(each -> each.field("other").text())
                .containsExactlyInAnyOrder("hat", "small lamp");
        assertThat(others)
                .allMatch(each -> each.field("likeness").has("shared tokens")
                        && each.field("likeness").has("nearness in the model"));
        // This model errs more than one that knows nothing, so there is nothing that could be lost.
        Json hat = measured(metrics, "before", "retain:hat", "error outside");
        assertThat(number(hat, "value")).isGreaterThan(number(hat, "chance"));
        assertThat(out.resolve("metrics.json")).content().contains("\"lost\" : null");
        assertThat(out.resolve("report.html"))
                .content()
                .contains("What else was lost", "<th>beside lamp", "small lamp", "–");
    }

    @Test
    void whatCannotBeMeasuredIsRefusedBeforeTheRun() throws IOException {
        Path others = Files.createDirectories(folder.resolve("others"));
        Images.writePng(Image.filled(16, 16, 40, 90, 200), others.resolve("a.png"));
        for (List<String> each : List.of(
                List.of("retain=" + others, "has no file of its images' prompts: expected one of metadata.jsonl"),
                List.of("forget=" + others, "no mask"),
                List.of("unseen=" + tiny.images(), "nothing is measured on a data set unseen"))) {
            Command run = forget(folder.resolve("out"), "--eval", each.get(0));
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.said()).contains(each.get(1));
        }
        assertThat(forget(folder.resolve("out"), "--method", "esd-x", "--hold-out", "0.2")
                        .said())
                .contains("--hold-out", "does not train on the images");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private static Json measured(Json metrics, String moment, String set, String metric) {
        return metrics.field(moment).field("not_trained_on").field(set).field(metric);
    }
}
