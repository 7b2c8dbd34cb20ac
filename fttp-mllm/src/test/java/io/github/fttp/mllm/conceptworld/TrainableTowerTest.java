package io.github.fttp.mllm.conceptworld;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.method.Elements;
import io.github.fttp.core.method.GradientDescent;
import io.github.fttp.core.nn.Weights;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.Step;
import io.github.fttp.core.train.Training;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.metrics.conceptworld.ConceptWorld;
import io.github.fttp.metrics.conceptworld.Split;
import io.github.fttp.metrics.conceptworld.Staging;
import io.github.fttp.metrics.conceptworld.WorldSize;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.llava.LlavaConfig;
import io.github.fttp.mllm.llava.LlavaModel;
import io.github.fttp.mllm.llava.SquareImages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds what vision tower and projector of the large world learn first. */
class TrainableTowerTest {
    private static final ConceptWorld WORLD = new ConceptWorld(WorldSize.LARGE, 1);
    private static final int PATCH = 8;

    @TempDir
    Path folder;

    private Engine engine;
    private LlavaModel model;
    private TrainableTower tower;
    private List<Staging> images;

    @BeforeEach
    void begin() {
        engine = Engines.named("onednn");
        new LlavaSettings(WorldSize.LARGE, 64, 3).write(folder);
        LlavaConfig config = LlavaConfig.read(folder);
        ImagePreparation preparation = new SquareImages(config, ImageProcessor.read(folder));
        model = LlavaModel.of(config, Weights.random(engine.pool(), 1));
        tower = new TrainableTower(
                model,
                engine,
                preparation,
                WORLD.cast(),
                Weights.random(engine.pool(), 2),
                Stream.concat(
                                model.visionTower().parameters().stream()
                                        .filter(each -> !each.name().contains("post_layernorm")),
                                model.projector().parameters().stream())
                        .toList());
        images = new Curriculum(WORLD)
                .alone(Split.PRETRAINING, WORLD.cast().characters().subList(0, 4), 1);
    }

    @AfterEach
    void end() {
        tower.close();
        model.close();
        engine.close();
    }

    @Test
    void anElementIsOneOfSevenThingsThatAPatchOfTheCharacterTellsBehindTowerOrProjector() {
        try (Tape tape = Tape.forward(engine)) {
            Elements elements = tower.evaluate(tape, images);
            int patches = images.stream().mapToInt(TrainableTowerTest::covered).sum();
            assertThat(elements.losses()).hasSize(2 * 7 * patches);
            assertThat(tower.mask(images).size()).isEqualTo(2 * 7 * patches);
            assertThat(patches).isBetween(4 * 4, 4 * 40);
        }
    }

    @Test
    void towerAndProjectorLearnThemAndNothingElseOfTheModelTrains() {
        float[] words = embeddings();
        List<float[]> projector = projector();
        List<Double> losses = new ArrayList<>();
        Unlearner.of(tower)
                .method(new GradientDescent())
                .training(Training.by(AdamW.rate(1e-3)).batch(4).steps(12))
                .listen(new RunListener() {
                    @Override
                    public void stepped(Step step) {
                        losses.add(step.loss());
                    }
                })
                .forget(images);
        // Of 200 at first, all alike; what four characters have is soon told from what nobody has.
        assertThat(losses.get(0)).isBetween(Math.log(200) - 0.2, Math.log(200) + 0.2);
        assertThat(losses.get(11)).isLessThan(losses.get(0) / 2);
        assertThat(embeddings()).isEqualTo(words);
        for (int i = 0; i < projector.size(); i++) {
            assertThat(projector().get(i)).isNotEqualTo(projector.get(i));
        }
    }

    private List<float[]> projector() {
        return model.projector().parameters().stream()
                .map(each -> each.value().toArray())
                .toList();
    }

    private float[] embeddings() {
        return model.languageModel().embeddings().toArray();
    }

    /** Patches of which a quarter is the character, counted pixel by pixel. */
    private static int covered(Staging image) {
        int side = Staging.SIZE / PATCH;
        return (int) IntStream.range(0, side * side)
                .filter(patch -> IntStream.range(0, PATCH * PATCH)
                                .filter(pixel -> image.mask(0, Staging.SIZE)
                                        .covers(
                                                patch / side * PATCH + pixel / PATCH,
                                                patch % side * PATCH + pixel % PATCH))
                                .count()
                        >= PATCH * PATCH / 4)
                .count();
    }
}
