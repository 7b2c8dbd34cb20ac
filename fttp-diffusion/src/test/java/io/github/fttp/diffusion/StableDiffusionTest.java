package io.github.fttp.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.ModelConversion;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.GradDiff;
import io.github.fttp.core.method.Methods;
import io.github.fttp.core.method.Modality;
import io.github.fttp.core.method.Slug;
import io.github.fttp.core.optim.Adam;
import io.github.fttp.core.tensor.DType;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.RunSummary;
import io.github.fttp.core.train.Step;
import io.github.fttp.core.train.StopSignal;
import io.github.fttp.core.train.Training;
import io.github.fttp.diffusion.data.ConceptImages;
import io.github.fttp.diffusion.evaluate.ImageEvaluation;
import io.github.fttp.diffusion.method.Uce;
import io.github.fttp.diffusion.pipeline.Gallery;
import io.github.fttp.diffusion.pipeline.TextToImage;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.diffusion.train.TrainedPart;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.report.EvaluationReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forgets in a Stable Diffusion of random weights whose autoencoder halves each side. */
class StableDiffusionTest {
    private static final Path MODEL = Path.of("src/test/resources/golden/sd-micro-pipeline");
    private static final Concept LAMP = Concept.of("lamp");

    private final Engine engine = new OneDnnEngine();

    @TempDir
    Path folder;

    private ConceptImages images;

    @BeforeEach
    void draw() throws IOException {
        Path photos = Files.createDirectory(folder.resolve("photos"));
        byte[] rgb = new byte[3 * 16 * 16];
        for (int i = 0; i < rgb.length; i++) rgb[i] = (byte) (i * 3 % 251);
        Images.writePng(Image.of(16, 16, rgb), photos.resolve("0.png"));
        Files.writeString(photos.resolve("0.json"), """
                {"version": "5.4.1", "flags": {}, "imagePath": "0.png", "imageData": null,
                 "imageWidth": 16, "imageHeight": 16,
                 "shapes": [{"label": "lamp", "shape_type": "rectangle", "points": [[4, 4], [11, 9]]}]}""");
        images = ConceptImages.in(photos).size(16);
    }

    @AfterEach
    void nothingLeaks() {
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    private static ImageForgetting strongly(ImageForgetting run) {
        return run.with(new Fttp(30, 55)).optimizer(Adam.rate(0.05)).steps(3);
    }

    @Test
    void forgetsInWhatItTrainsAndWritesAPipelineThatForgot() {
        Path without = folder.resolve("without");
        double after;
        try (StableDiffusion model = StableDiffusion.open(MODEL, engine)) {
            ImageRun run = strongly(model.forget(LAMP, images).train(TrainedPart.crossAttention()))
                    .run();
            assertThat(run.summary().steps()).isEqualTo(3);
            after = run.after().errors().conceptError();
            assertThat(after).isNotEqualTo(run.before().errors().conceptError());
            run.write(without);
        }
        try (StableDiffusion again = StableDiffusion.open(without.resolve("model"), engine)) {
            ImageRun nothing =
                    again.forget(LAMP, images).optimizer(Adam.rate(0)).steps(1).run();
            assertThat(nothing.before().errors().conceptError()).isEqualTo(after);
        }
    }

    @Test
    void leavesAdapterLogMeasurementsAndReportInAFolder() {
        Path out = folder.resolve("out");
        try (StableDiffusion model = StableDiffusion.open(MODEL, engine)) {
            ImageRun run = strongly(model.forget(LAMP, images).train(TrainedPart.lora(2)))
                    .draw(TextToImage.of(model.folder(), 16, 16).steps(2), List.of("a hat"), 1)
                    .in(RunFolder.check(out, false))
                    .run();
            assertThat(run.after().images()).hasSize(2);
            assertThat(run.report().lines()).contains("error under mask");
        }
        assertThat(out.resolve("pytorch_lora_weights.safetensors")).exists();
        assertThat(out.resolve("run.jsonl")).exists();
        assertThat(out.resolve("metrics.json")).exists();
        assertThat(out.resolve("report.html")).exists();
        assertThat(out.resolve("checkpoint.safetensors")).doesNotExist();
    }

    @Test
    void anEditOfWordsIsAMethodLikeOthers() {
        try (StableDiffusion model = StableDiffusion.open(MODEL, engine)) {
            Gallery gallery = Gallery.of(TextToImage.of(model.folder(), 16, 16).steps(2), List.of("a lamp"), 1);
            List<Image> before = model.draw(gallery);
            ImageRun run = model.forget(LAMP, images)
                    .with(new Uce(1, 0.5f, 1))
                    .anchor("a hat")
                    .preserve("a house")
                    .run();
            assertThat(run.summary().steps()).isZero();
            assertThat(model.draw(gallery).get(0).rgb())
                    .isNotEqualTo(before.get(0).rgb());
        }
    }

    @Test
    void comparesWhatItForgetsWithOthersThatItIsMeasuredOn() throws IOException {
        Path photos = folder.resolve("photos");
        Files.writeString(photos.resolve("prompts.txt"), "a hat");
        try (StableDiffusion model = StableDiffusion.open(MODEL, engine)) {
            ImageRun run = strongly(model.forget(LAMP, images).train(TrainedPart.crossAttention()))
                    .evaluate(DataSet.ofOther("hat lamp"), photos)
                    .run();
            // Four of the five tokens of both names are those of lamp.
            assertThat(run.report().json().get("others").toString()).contains("other=hat lamp", "shared tokens=0.8");
            assertThatThrownBy(() -> model.forget(LAMP, images)
                            .evaluate(DataSet.ofOther("Lamp"), photos)
                            .run())
                    .isInstanceOf(BadData.class)
                    .hasMessageContaining("data set retain:Lamp: is to keep what \"lamp\" names");
        }
    }

    @Test
    void refusesAMethodWithoutWhatItNeeds() {
        try (StableDiffusion model = StableDiffusion.open(MODEL, engine)) {
            assertThatThrownBy(() ->
                            model.forget(LAMP, images).with(new GradDiff(1, 1)).run())
                    .isInstanceOf(BadData.class)
                    .hasMessageContaining("needs images to keep");
            assertThatThrownBy(() -> model.forget(LAMP, images.size(17)).run())
                    .hasMessage("size must be a multiple of 2 up to 2048, was 17");
        }
    }

    @Test
    void refusesWhatAMethodHasNoUseFor() {
        try (StableDiffusion model = StableDiffusion.open(MODEL, engine)) {
            assertThatThrownBy(() -> model.forget(LAMP, images).preserve("hat").run())
                    .isInstanceOf(BadData.class)
                    .hasMessageContaining("is no edit of words");
            assertThatThrownBy(() -> model.forget(LAMP, images).anchor("a hat").run())
                    .hasMessageContaining("puts nothing in the concept's place, but was given \"a hat\"");
            assertThatThrownBy(() -> model.forget(LAMP, images)
                            .with(new Uce(1, 0.5f, 1))
                            .saliency(0.5)
                            .run())
                    .hasMessageContaining("makes no steps");
            assertThatThrownBy(() -> model.forget(LAMP, images)
                            .with(new Slug(1, 10))
                            .until(step -> Optional.empty())
                            .run())
                    .hasMessageContaining("makes no steps");
            assertThatThrownBy(() -> model.forget(LAMP, images)
                            .with(new Uce(1, 0.5f, 1))
                            .timesteps(new TrainableUNet.TimestepRange(0, 10))
                            .run())
                    .hasMessageContaining("does not draw time steps, but was given those of 0-10");
            assertThatThrownBy(() -> model.forget(LAMP, images)
                            .with(Methods.parse("uce", Modality.IMAGE))
                            .preserve(" LAMP")
                            .run())
                    .hasMessageContaining("is to preserve \" LAMP\", which is to be forgotten");
        }
    }

    @Test
    void refusesAnAdapterThatDoesNotFitEachTimeAndNeverGoesWithout() {
        Path out = folder.resolve("out");
        try (StableDiffusion model = StableDiffusion.open(MODEL, engine)) {
            strongly(model.forget(LAMP, images).train(TrainedPart.lora(2)))
                    .run()
                    .write(out);
        }
        Path lora = out.resolve("pytorch_lora_weights.safetensors");
        try (StableDiffusion model = StableDiffusion.open(MODEL, engine)) {
            model.adapter(lora).adapter(lora);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(model::pipeline).hasMessageContaining("has an adapter already");
            }
        }
    }

    @Test
    void writesNoPipelineThatWouldLackAnAdapter() {
        Path out = folder.resolve("out");
        try (StableDiffusion model = StableDiffusion.open(MODEL, engine)) {
            model.adapter(folder.resolve("adapter.safetensors"));
            assertThatThrownBy(() -> model.write(out)).hasMessageContaining("adapter.safetensors] is on");
            WordEdit edit = new WordEdit(Methods.parse("uce", Modality.IMAGE), List.of("lamp"), "a hat", List.of());
            Gallery none = Gallery.of(TextToImage.of(model.folder(), 16, 16), List.of("a lamp"), 0);
            RunFolder results = RunFolder.checkEmpty(out);
            assertThatThrownBy(() -> model.edit(edit, none, Gallery.Listener.none(), results))
                    .hasMessageContaining("adapter.safetensors] is on");
        }
        assertThat(out).doesNotExist();
    }

    @Test
    void aRunsAdapterIsInThePipelineThatTheRunWrites() {
        Path out = folder.resolve("out");
        double after;
        try (StableDiffusion model = StableDiffusion.open(MODEL, engine)) {
            ImageRun run = strongly(model.forget(LAMP, images).train(TrainedPart.lora(2)))
                    .run();
            after = run.after().errors().conceptError();
            assertThatThrownBy(() -> model.write(out))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("write what the run made");
            assertThatThrownBy(() -> run.writeModel(folder)).hasMessageContaining("is there already");
            run.write(folder.resolve("adapter"));
            run.writeModel(out);
            run.writeModel(folder.resolve("twice"));
            assertThatThrownBy(() -> run.write(folder.resolve("late"))).hasMessageContaining("the adapter was merged");
            model.write(folder.resolve("merged"));
            run.close();
            run.writeModel(folder.resolve("closed"));
            ImageRun taken = strongly(model.forget(LAMP, images).train(TrainedPart.lora(2)))
                    .run();
            taken.close();
            assertThatThrownBy(() -> taken.writeModel(folder.resolve("taken")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("or closed");
        }
        for (String each : List.of("out", "twice", "merged")) {
            try (StableDiffusion again = StableDiffusion.open(folder.resolve(each), engine)) {
                ImageRun nothing = again.forget(LAMP, images)
                        .optimizer(Adam.rate(0))
                        .steps(1)
                        .run();
                assertThat(nothing.before().errors().conceptError()).isCloseTo(after, within(1e-5));
            }
        }
    }

    /** On a model of half precision, whose steps are larger than most of what is learnt. */
    @Test
    void whatWasMergedIsWrittenExactlyAsOftenAsOneLikes() {
        Path half = folder.resolve("half");
        ModelConversion.of(MODEL, DType.BFLOAT16).write(half, read -> {});
        try (StableDiffusion model = StableDiffusion.open(half, engine)) {
            ImageRun run = strongly(model.forget(LAMP, images).train(TrainedPart.lora(2)))
                    .run();
            run.writeModel(folder.resolve("once"));
            run.writeModel(folder.resolve("twice"));
            model.write(folder.resolve("model"));
        }
        String weights = "unet/diffusion_pytorch_model.safetensors";
        for (String each : List.of("twice", "model")) {
            assertThat(folder.resolve(each).resolve(weights))
                    .hasSameBinaryContentAs(folder.resolve("once").resolve(weights));
        }
    }

    @Test
    void aRunThatFailsTakesItsAdapterOff() {
        RunListener failing = new RunListener() {
            @Override
            public void stepped(Step step) {
                throw new IllegalStateException("the disk is full");
            }
        };
        try (StableDiffusion model = StableDiffusion.open(MODEL, engine)) {
            ImageForgetting first = strongly(model.forget(LAMP, images).train(TrainedPart.lora(2)));
            assertThatThrownBy(() -> first.listen(failing).run()).hasMessage("the disk is full");
            strongly(model.forget(LAMP, images).train(TrainedPart.lora(2))).run();
        }
    }

    @Test
    void anySignalOrGoalEndsARun() {
        StopSignal now = new StopSignal();
        now.request();
        try (StableDiffusion model = StableDiffusion.open(MODEL, engine)) {
            ImageRun stopped = strongly(model.forget(LAMP, images))
                    .stopOn(now)
                    .stopOn(new StopSignal())
                    .run();
            assertThat(stopped.summary().end()).isEqualTo(RunSummary.End.INTERRUPTED);
            assertThatThrownBy(() -> stopped.write(folder.resolve("out"))).hasMessage("the run was interrupted");
            ImageRun reached = strongly(model.forget(LAMP, images))
                    .until(step -> step.number() == 2 ? Optional.of("it is the second") : Optional.empty())
                    .run();
            assertThat(reached.summary().steps()).isEqualTo(2);
        }
    }

    @Test
    void aRunIsAsLongAsItWasSaidWhereverThat() {
        Training twoEpochs = Training.by(Adam.rate(1e-3)).epochs(2);
        Training uncounted = Training.by(Adam.rate(1e-3));
        try (StableDiffusion model = StableDiffusion.open(MODEL, engine)) {
            assertThat(steps(model.forget(LAMP, images).training(twoEpochs))).isEqualTo(2);
            assertThat(steps(model.forget(LAMP, images).steps(3).training(uncounted)))
                    .isEqualTo(3);
            assertThat(steps(model.forget(LAMP, images).steps(3).training(twoEpochs)))
                    .isEqualTo(2);
            assertThatThrownBy(() -> steps(model.forget(LAMP, images)
                            .with(Methods.parse("esd-x", Modality.IMAGE))
                            .epochs(2)))
                    .hasMessageContaining("draws samples of its own");
        }
    }

    private static int steps(ImageForgetting run) {
        return run.run().summary().steps();
    }

    @Test
    void imagesAreNamedBeforeTheyAreRead() {
        try (StableDiffusion model = StableDiffusion.open(MODEL, engine)) {
            ImageEvaluation evaluation = model.evaluate(LAMP, images);
            evaluation.observe();
            assertThatThrownBy(() -> evaluation.on(DataSet.NATURAL, folder.resolve("photos")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("name all of them before it");
        }
    }

    @Test
    void measuresWhatAnXlDrawsWithItsOwnGuidance() throws IOException {
        Path xl = Path.of("src/test/resources/golden/sdxl-micro-pipeline");
        Path prompts = Files.writeString(folder.resolve("prompts.txt"), "a lamp");
        try (StableDiffusion model = StableDiffusion.open(xl, engine)) {
            EvaluationReport report = model.evaluate(LAMP, images)
                    .draw(DataSet.FORGET, prompts)
                    .metrics(List.of("error outside"))
                    .run();
            assertThat(report.settings().get("drawn by")).asString().contains("guidance=5.0");
        }
    }
}
