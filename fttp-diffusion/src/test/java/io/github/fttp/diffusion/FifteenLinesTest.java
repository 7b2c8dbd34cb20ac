package io.github.fttp.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.diffusion.data.ConceptImages;
import io.github.fttp.diffusion.evaluate.ImageEvaluation;
import io.github.fttp.diffusion.train.TrainedPart;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.report.EvaluationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the program of a user who forgets in a Stable Diffusion, measures, and keeps adapter and report. */
class FifteenLinesTest {
    private static final Path MODEL = Path.of("src/test/resources/golden/sd-micro-pipeline");

    @TempDir
    Path folder;

    @BeforeEach
    void draw() throws IOException {
        photo("photos", "a lamp", 3);
        Files.writeString(folder.resolve("photos/0.json"), """
                {"version": "5.4.1", "flags": {}, "imagePath": "0.png", "imageData": null,
                 "imageWidth": 16, "imageHeight": 16,
                 "shapes": [{"label": "lamp", "shape_type": "rectangle", "points": [[4, 4], [11, 9]]}]}""");
        photo("others", "a house", 5);
    }

    private void photo(String name, String prompt, int step) throws IOException {
        Path photos = Files.createDirectory(folder.resolve(name));
        byte[] rgb = new byte[3 * 16 * 16];
        for (int i = 0; i < rgb.length; i++) rgb[i] = (byte) (i * step % 251);
        Images.writePng(Image.of(16, 16, rgb), photos.resolve("0.png"));
        Files.writeString(photos.resolve("prompts.txt"), prompt);
    }

    @Test
    void forgetsMeasuresAndWrites() {
        Path photos = folder.resolve("photos");
        Path others = folder.resolve("others");
        Path out = folder.resolve("out");

        try (StableDiffusion model = StableDiffusion.open(MODEL)) {
            Concept concept = Concept.of("lamp");
            ConceptImages images = ConceptImages.in(photos).size(16);
            ImageEvaluation evaluation =
                    model.evaluate(concept, images).on(DataSet.NATURAL, others).before(MODEL);
            ImageRun run = model.forget(concept, images)
                    .evaluate(DataSet.NATURAL, others)
                    .train(TrainedPart.lora(4))
                    .steps(2)
                    .run();
            EvaluationReport after = evaluation.run();
            run.write(out);
            run.report().write(out.resolve("report.html"));
            after.write(out.resolve("evaluation.html"));
            Json.write(out.resolve("evaluation.json"), after.json());
        }

        assertThat(out.resolve("pytorch_lora_weights.safetensors")).exists();
        assertThat(out.resolve("report.html")).content().contains("Forgetting lamp", "On the sets measured");
        assertThat(out.resolve("evaluation.html")).content().contains("What a model knows of lamp");
    }

    @Test
    void aRunThatIsClosedGivesTheModelBackToTheNext() {
        ConceptImages images = ConceptImages.in(folder.resolve("photos")).size(16);
        try (StableDiffusion model = StableDiffusion.open(MODEL)) {
            List<Double> before = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                try (ImageRun run = model.forget(Concept.of("lamp"), images)
                        .train(TrainedPart.lora(4))
                        .steps(2)
                        .run()) {
                    before.add(run.before().errors().conceptError());
                }
            }
            assertThat(before.get(1)).isEqualTo(before.get(0));
        }
    }

    @Test
    void anAdapterMeasuresAsTheRunThatMadeIt() {
        ConceptImages images = ConceptImages.in(folder.resolve("photos")).size(16);
        Path out = folder.resolve("out");
        double made;
        try (StableDiffusion model = StableDiffusion.open(MODEL)) {
            ImageRun run = model.forget(Concept.of("lamp"), images)
                    .train(TrainedPart.lora(4))
                    .steps(2)
                    .run();
            run.write(out);
            made = run.after().errors().conceptError();
        }
        try (StableDiffusion model = StableDiffusion.open(MODEL)) {
            model.adapter(out.resolve("pytorch_lora_weights.safetensors"));
            EvaluationReport loaded = model.evaluate(Concept.of("lamp"), images)
                    .metrics(List.of("error under the mask"))
                    .run();
            assertThat(loaded.measured()
                            .of(DataSet.FORGET, "error under the mask")
                            .orElseThrow()
                            .value())
                    .isCloseTo(made, withinPercentage(0.01));
        }
    }
}
