package io.github.fttp.examples.forget;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.io.Digest;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.method.Methods;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.Need;
import io.github.fttp.examples.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every method, and the masks and prompts that they need or do without. */
class ForgetSdMethodsTest extends SdTrials {
    @ParameterizedTest
    @MethodSource("methods")
    void forgetsByEveryMethod(String method) {
        assertForgets(method, keeping());
    }

    @ParameterizedTest
    @ValueSource(strings = {"fttp-kl", "esd-x"})
    void anAdapterSwitchedOffIsTheBaseModelToo(String method) {
        assertForgets(method, with(keeping(), "--train", "lora"));
    }

    @Test
    void anEditLeavesWordsThatArePreserved() {
        Path all = forgotten("all", "--method", "uce:beta=1e-3", "--anchor", "hat");
        Path kept = forgotten("kept", "--method", "uce:beta=1e-3", "--anchor", "hat", "--preserve", "cup");
        assertThat(Json.data(kept.resolve("metrics.json"))
                        .field("settings")
                        .field("preserved")
                        .text())
                .isEqualTo("cup");
        assertThat(Digest.of(weights(all))).isNotEqualTo(Digest.of(weights(kept)));
        assertThat(forget(folder.resolve("no"), "--method", "uce", "--steps", "1")
                        .said())
                .contains("--steps has no effect with --method uce (nothing trains)");
        assertThat(forget(folder.resolve("no"), "--method", "uce", "--preserve", "Lamp")
                        .said())
                .contains("is to preserve \"Lamp\", which is to be forgotten");
    }

    @Test
    void projectedStepsAreThoseOfKeysAndValuesOfWords() {
        assertThat(forget(folder.resolve("no"), "--method", "fttp-null-space", "--train", "xattn")
                        .said())
                .contains("fttp-null-space", "projects its steps: xattn-kv alone can train, not xattn");
    }

    @Test
    void findsMasksThatNobodyDrew() throws IOException {
        for (int i = 0; i < 3; i++) Files.delete(tiny.images().resolve(i + ".json"));
        Path out = forgotten("out", "--steps", "1", "--word-masks", "0.5");
        assertThat(events(out).get(0).field("value").field("samples").count(0)).isEqualTo(3);
        assertThat(number(Json.data(out.resolve("metrics.json")).field("before"), "concept_error"))
                .isPositive();
        assertThat(forget(folder.resolve("other"), "--word-masks", "0.5", "--template", "a hat")
                        .said())
                .contains("0.png: its prompt \"a hat\" does not name lamp");
        assertThat(forget(folder.resolve("other"), "--word-masks", "2").said())
                .contains("--word-masks must be above 0");
    }

    @Test
    void changesOnlyWhatMattersToTheConcept() {
        Path out = forgotten("out", "--steps", "2", "--rate", "1e-3", "--saliency", "0.25");
        Safetensors before = Safetensors.open(tiny.weights());
        Safetensors after = Safetensors.open(weights(out));
        int all = 0;
        int moved = 0;
        for (String name : before.names()) {
            float[] was = before.floats(name);
            float[] is = after.floats(name);
            all += was.length;
            for (int i = 0; i < was.length; i++) if (was[i] != is[i]) moved++;
        }
        assertThat(moved).isBetween((int) (0.2 * all), (int) (0.25 * all));
    }

    /** The claim in miniature: a model of random weights has little else to lose. */
    @Test
    void theErrorGrowsUnderTheMaskFarMoreThanOutside() {
        Path out = forgotten("out", "--steps", "20", "--rate", "2e-3", "--method", "fttp:alpha=70");
        Json metrics = Json.data(out.resolve("metrics.json"));
        Json before = metrics.field("before");
        Json after = metrics.field("after");
        double concept = number(after, "concept_error") / number(before, "concept_error");
        double rest = number(after, "rest_error") / number(before, "rest_error");
        assertThat(concept).isGreaterThan(2);
        assertThat(concept).isGreaterThan(2 * rest);
    }

    @Test
    void eachImageIsSeenMirroredAsWell() {
        Path out = forgotten("out", "--steps", "1", "--flip");
        assertThat(events(out).get(0).field("value").field("samples").count(0)).isEqualTo(6);
        assertThat(out.resolve("report.html")).content().contains("0.png mirrored");
    }

    /** Only those that split an image ask which pixels the concept is. */
    @ParameterizedTest
    @CsvSource({
        "ga,''",
        "graddiff,--retain",
        "random-label,--retain",
        "salun,--retain",
        "concept-ablation,--retain",
        "esd-x,''"
    })
    void methodsThatNeedNoMasksTakeAllImages(String method, String retain) throws IOException {
        for (int i = 0; i < 3; i++) Files.delete(tiny.images().resolve(i + ".json"));
        List<String> more = new ArrayList<>(List.of("--method", method, "--steps", "1"));
        if (!retain.isEmpty()) {
            Path prompts = Files.writeString(folder.resolve("retain.txt"), "a cup");
            more.addAll(List.of("--retain", tiny.images().toString(), "--retain-prompts", prompts.toString()));
        }
        if (Methods.parse(method, Modality.IMAGE).method().needs().contains(Need.ANCHOR_PROMPT)) {
            more.addAll(List.of("--anchor", "a cup"));
        }
        Path out = forgotten("out", more.toArray(String[]::new));
        Json after = Json.data(out.resolve("metrics.json")).field("after");
        assertThat(after.field("concept_error").isNull()).isTrue();
        assertThat(number(after, "rest_error")).isPositive();
        for (String other : List.of("fttp", "fttp-kl")) {
            Command refused = forget(folder.resolve(other), "--method", other, "--steps", "1");
            assertThat(refused.status()).isEqualTo(2);
            assertThat(refused.said()).contains("holds no masks");
        }
    }

    @Test
    void methodsThatNeedNoMasksMeasureByThoseThereAre() throws IOException {
        Files.delete(tiny.images().resolve("1.json"));
        Files.writeString(tiny.images().resolve("2.json"), "{}");
        Command run = forget(folder.resolve("out"), "--method", "ga", "--steps", "1");
        assertThat(run.status()).as(run.said()).isZero();
        assertThat(run.said()).contains("not measured by its mask: ", "2.json: shapes is missing");
        Json metrics = Json.data(folder.resolve("out/metrics.json"));
        assertThat(number(metrics.field("after"), "concept_error")).isPositive();
        assertThat(metrics.field("settings").field("samples").text()).isEqualTo("3");
    }

    @Test
    void promptsMayComeInATableWithFolders() throws IOException {
        Path prompts = Files.writeString(
                folder.resolve("metadata.csv"),
                "file_name,text,seed\nelsewhere/0.png,\"a lamp, lit\",1\n1.png,a lamp,2\n2.png,a lamp,3\n");
        Command run = forget(folder.resolve("out"), "--steps", "1", "--prompts", prompts.toString());
        assertThat(run.status()).as(run.said()).isZero();
        assertThat(run.said()).contains("metadata.csv: its seeds are not used");
        assertThat(folder.resolve("out/report.html")).content().contains("a lamp, lit");
    }
}
