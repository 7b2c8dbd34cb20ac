package io.github.fttp.metrics.conceptworld;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.metrics.conceptworld.Judge.Accuracy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeTest {
    private static final ConceptWorld WORLD = new ConceptWorld(WorldSize.SMALL, 1);
    private static final int EACH = 8;
    private static final double LEAST = 0.99;

    @TempDir
    Path folder;

    @Test
    void knowsCharactersAndPlacesInUnseenDrawings() {
        List<Staging> unseen = unseen();
        List<Image> drawn =
                unseen.stream().map(each -> each.image(Staging.SIZE)).toList();
        requireRight(unseen, drawn);
        requireRight(unseen, drawn.stream().map(JudgeTest::noisy).toList());
    }

    @Test
    void isOfOneSizeOfWorlds() {
        assertThatThrownBy(() -> Judge.standard().require(WorldSize.LARGE))
                .hasMessage(
                        "the judge that comes along: is a judge of the small world, expected one of the large world");
    }

    private static List<Staging> unseen() {
        List<Staging> unseen = new ArrayList<>(WORLD.images(Split.TEST, 2 * EACH));
        for (DrawnCharacter character : WorldSize.SMALL.cast().characters())
            unseen.addAll(WORLD.images(Split.TEST, EACH, character));
        return unseen;
    }

    private static void requireRight(List<Staging> unseen, List<Image> images) {
        try (Judge judge = Judge.standard()) {
            Accuracy accuracy = judge.accuracy(unseen, images);
            double all = accuracy.images();
            assertThat(accuracy.characters() / all).isGreaterThanOrEqualTo(LEAST);
            assertThat(accuracy.scenes() / all).isGreaterThanOrEqualTo(LEAST);
        }
    }

    /** Each value off by 6 of 255 in the mean of squares. */
    private static Image noisy(Image image) {
        SplittableRandom random = new SplittableRandom(3);
        byte[] rgb = image.rgb().clone();
        for (int i = 0; i < rgb.length; i++) {
            double value = (rgb[i] & 0xff) + 6 * random.nextGaussian();
            rgb[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
        }
        return Image.of(image.width(), image.height(), rgb);
    }

    @Test
    void seesNobodyInNoise() {
        SplittableRandom random = new SplittableRandom(5);
        List<Image> noise = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            byte[] rgb = new byte[3 * Staging.SIZE * Staging.SIZE];
            random.nextBytes(rgb);
            noise.add(Image.of(Staging.SIZE, Staging.SIZE, rgb));
        }
        try (Judge judge = Judge.standard()) {
            long somebody = judge.verdicts(noise).stream()
                    .filter(verdict -> !verdict.characters().isEmpty())
                    .count();
            assertThat(somebody).isZero();
        }
    }

    @Test
    void teachesTheSameOfTheSameSeedAndReadsWhatItWrote() {
        Image image = WORLD.images(
                        Split.TEST, 1, WorldSize.SMALL.cast().characters().get(0))
                .get(0)
                .image(Staging.SIZE);
        Path file = folder.resolve("judge.zip");
        try (Judge one = Judge.pretrained(WORLD, 2, 1, epoch -> {});
                Judge other = Judge.pretrained(WORLD, 2, 1, epoch -> {})) {
            double[] features = one.features(List.of(image))[0];
            assertThat(features).hasSize(Judge.FEATURES).isEqualTo(other.features(List.of(image))[0]);
            one.write(file);
            try (Judge read = Judge.read(file)) {
                assertThat(read.features(List.of(image))[0]).isEqualTo(features);
            }
        }
    }

    @Test
    void refusesOtherFilesAndSizes() throws IOException {
        Path file = Files.writeString(folder.resolve("none.zip"), "nothing");
        assertThatThrownBy(() -> Judge.read(file))
                .isInstanceOf(BadCheckpoint.class)
                .hasMessageContaining("none.zip");
        try (Judge judge = Judge.pretrained(WORLD, 2, 1, epoch -> {})) {
            assertThatThrownBy(() -> judge.verdicts(List.of(Image.of(2, 2, new byte[12]))))
                    .hasMessageContaining("not 2 x 2");
        }
    }

    @Test
    void aFileSaysWhichWorldItsJudgeKnows() {
        Path file = folder.resolve("large.zip");
        try (Judge large = Judge.pretrained(new ConceptWorld(WorldSize.LARGE, 7), 1, 0, epoch -> {})) {
            large.write(file);
        }
        try (Judge read = Judge.read(file)) {
            assertThat(read.size()).isEqualTo(WorldSize.LARGE);
            assertThat(read.characters().labels()).hasSize(201);
            assertThat(read.places().labels()).hasSize(20).contains("on the seabed");
        }
    }
}
