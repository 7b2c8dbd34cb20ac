package io.github.fttp.diffusion.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.metrics.compare.SampleContents;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeptImagesTest {
    private static List<Integer> images(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    /** Each second image is a copy of the one in front of it. */
    private static KeptImages<Integer> parted(int count) {
        List<Set<String>> contents =
                images(count).stream().map(i -> Set.of("" + i / 2)).toList();
        return KeptImages.of(images(count), new SampleContents("retain", contents));
    }

    @Test
    void whatIsMeasuredIsNotTrainedOnNorAreItsCopies() {
        KeptImages<Integer> parts = parted(20);
        assertThat(parts.measured()).hasSize(4);
        assertThat(parts.trained()).hasSizeBetween(12, 16);
        Set<Integer> measured =
                Set.copyOf(parts.measured().stream().map(i -> i / 2).toList());
        assertThat(parts.trained()).noneMatch(i -> measured.contains(i / 2));
        assertThat(parts.areShared()).isFalse();
    }

    @Test
    void tooFewToPartServeForBoth() {
        KeptImages<Integer> parts = parted(19);
        assertThat(parts.trained()).isEqualTo(images(19)).isEqualTo(parts.measured());
        assertThat(parts.areShared()).isTrue();
        assertThat(parted(0).areShared()).isFalse();
    }
}
