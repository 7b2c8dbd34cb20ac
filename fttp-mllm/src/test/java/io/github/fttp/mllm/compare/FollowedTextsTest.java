package io.github.fttp.mllm.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadData;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.PreparedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Conversations about two images that are called otherwise in each file. */
class FollowedTextsTest {
    @TempDir
    Path folder;

    @BeforeEach
    void writeImages() throws IOException {
        for (String name : List.of("a", "same-as-a", "b")) {
            byte[] rgb = {(byte) (name.equals("b") ? 1 : 0), 0, 0};
            Images.writePng(Image.of(1, 1, rgb), folder.resolve(name + ".png"));
        }
    }

    private static String sample(String image, int number) {
        return """
                {"id": "any", "image": "%s.png", "conversations": [
                  {"from": "human", "value": "<image>\\nWho is it in photo %d?"}, {"from": "gpt", "value": "Ada Lind."}]}""".formatted(image, number);
    }

    /** Samples of these numbers about an image. */
    private void write(String file, String image, int from, int to) throws IOException {
        Files.writeString(
                folder.resolve(file),
                IntStream.range(from, to)
                        .mapToObj(number -> sample(image, number))
                        .collect(Collectors.joining(",", "[", "]")));
    }

    private FollowedTexts followed(String fields) throws IOException {
        Path file = Files.writeString(folder.resolve("task.json"), """
                {"modality": "text", "until": "gone", "methods": [{"method": "ga", "rates": [1]}],
                 "concepts": [{"id": "ada", "name": "Ada Lind", "forget": "forget.json"%s}]}
                """.formatted(fields));
        ComparisonTask task = ComparisonTask.read(file);
        ImagePreparation preparation = new ImagePreparation() {
            @Override
            public PreparedImage prepare(Image image) {
                return new PreparedImage(new float[3], 1, 1, 1);
            }

            @Override
            public ImagePreparation paddedToSquare() {
                return this;
            }
        };
        return FollowedTexts.read(task, task.concept("ada"), new Exchanges(), preparation);
    }

    @Test
    void refusesToFollowRunsOnWhatTheyTrainOn() throws IOException {
        write("forget.json", "a", 0, 3);
        write("validation.json", "same-as-a", 2, 5);
        assertThatThrownBy(() -> followed(", \"validation\": \"validation.json\""))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("concept ada")
                .hasMessageContaining(
                        "validation has 1 of 3 samples in common with forget, the first is number 1; expected data");
        assertThatThrownBy(() -> followed(", \"validation\": \"forget.json\""))
                .hasMessageContaining("validation has 3 of 3 samples in common with forget");
    }

    @Test
    void refusesToFollowRunsOnWhatTheyAreMeasuredOn() throws IOException {
        write("forget.json", "a", 0, 3);
        write("validation.json", "a", 3, 5);
        write("natural.json", "a", 4, 9);
        assertThatThrownBy(() ->
                        followed(", \"validation\": \"validation.json\", \"eval\": {\"natural\": \"natural.json\"}"))
                .hasMessageContaining("validation has 1 of 2 samples in common with eval.natural");
    }

    @Test
    void theSameWordsAboutAnotherImageAreAnotherSample() throws IOException {
        write("forget.json", "a", 0, 3);
        write("validation.json", "b", 0, 3);
        assertThat(followed(", \"validation\": \"validation.json\"").named()).hasSize(3);
    }

    @Test
    void leavesWhatIsHeldOutOutOfEveryFile() throws IOException {
        write("forget.json", "a", 0, 20); // four are held out of twenty
        write("retain.json", "b", 0, 20);
        write("kept.json", "b", 10, 25);
        FollowedTexts followed = followed(
                ", \"retain\": \"retain.json\", \"eval\": {\"retain\": \"kept.json\", \"natural\": \"retain.json\"}");
        List<Integer> numbers = IntStream.range(0, 20).boxed().toList();
        List<Integer> kept = followed.apart(folder.resolve("retain.json"), numbers);
        assertThat(kept).hasSize(16);
        assertThat(followed.others()).hasSize(4);
        assertThat(followed.apart(folder.resolve("forget.json"), numbers)).hasSize(16);
        // What is asked of the other file is what it has beyond the data to keep, and what of that is not held out.
        assertThat(followed.apart(
                        folder.resolve("kept.json"),
                        IntStream.range(10, 25).boxed().toList()))
                .isEqualTo(IntStream.range(10, 25)
                        .boxed()
                        .filter(each -> each >= 20 || kept.contains(each))
                        .toList());
    }

    @Test
    void copiesOfWhatIsHeldOutAreHeldOut() throws IOException {
        write("forget.json", "a", 0, 20);
        String twice = Files.readString(folder.resolve("forget.json"));
        Files.writeString(
                folder.resolve("forget.json"),
                twice.substring(0, twice.length() - 1) + ","
                        + twice.substring(1).replace("\"a.png", "\"same-as-a.png"));
        List<Integer> all = IntStream.range(0, 40).boxed().toList();
        FollowedTexts followed = followed("");
        List<Integer> trained = followed.apart(folder.resolve("forget.json"), all);
        assertThat(trained).allMatch(each -> trained.contains((each + 20) % 40));
        assertThat(trained.size()).isLessThanOrEqualTo(36);
    }
}
