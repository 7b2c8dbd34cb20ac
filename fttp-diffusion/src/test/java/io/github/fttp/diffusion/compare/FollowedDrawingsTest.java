package io.github.fttp.diffusion.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.metrics.image.DrawingPrompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Drawings by their numbers as seeds, eight unless said otherwise. */
class FollowedDrawingsTest {
    private final List<Long> drawn = new ArrayList<>();

    private double said(double before, Integer... showing) {
        return ofMany(8, before, showing);
    }

    private double ofMany(int all, double before, Integer... showing) {
        drawn.clear();
        List<DrawingPrompt> prompts = IntStream.range(0, all)
                .mapToObj(i -> new DrawingPrompt("Ada", i))
                .toList();
        return new FollowedDrawings(prompts, some -> {
                    some.forEach(each -> drawn.add(each.seed()));
                    return some.stream()
                            .map(each -> Set.of(showing).contains((int) each.seed()))
                            .toList();
                })
                .said(before);
    }

    @Test
    void drawsOneWhereItShowsTheConcept() {
        assertThat(said(1, 0, 3, 5)).isEqualTo(1);
        assertThat(drawn).containsExactly(0L);
    }

    @Test
    void drawsThreeMoreThenTheRestWhileNoneShowsIt() {
        assertThat(said(1, 2, 5)).isEqualTo(6 / 8.0); // from the third on
        assertThat(drawn).containsExactly(0L, 1L, 2L, 3L);
        assertThat(said(1, 6)).isEqualTo(2 / 8.0);
        assertThat(drawn).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void beginsWithTheFirstThatShowedItAtTheLookBefore() {
        assertThat(said(6 / 8.0, 2, 5)).isEqualTo(6 / 8.0);
        assertThat(drawn).containsExactly(2L);
        assertThat(said(6 / 8.0, 5)).isEqualTo(3 / 8.0);
        assertThat(drawn).containsExactly(2L, 3L, 4L, 5L);
    }

    @Test
    void theConceptIsGoneOnlyWhereNoneOfAllShowsIt() {
        assertThat(said(3 / 8.0)).isZero();
        assertThat(drawn).containsExactly(5L, 6L, 7L, 0L, 1L, 2L, 3L, 4L);
        assertThat(said(3 / 8.0, 1)).isEqualTo(1 / 8.0); // it came back in one that showed it no more
    }

    @Test
    void drawsThemAllAnewWhereItWasGone() {
        assertThat(said(0)).isZero();
        assertThat(drawn).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);
    }

    @Test
    void ofManyAllAreDrawnBeforeSomeCountAsSoFewThatItIsGone() {
        // Five percent of twenty are one: the last alone, or one that shows it again.
        assertThat(ofMany(20, 1 / 20.0, 19)).isEqualTo(1 / 20.0);
        assertThat(ofMany(20, 5 / 20.0, 0, 1, 2, 3, 19)).isEqualTo(5 / 20.0);
        assertThat(ofMany(20, 5 / 20.0, 0, 1, 2, 3)).isEqualTo(4 / 20.0);
    }
}
