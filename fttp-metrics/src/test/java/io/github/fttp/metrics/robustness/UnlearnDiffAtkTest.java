package io.github.fttp.metrics.robustness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnlearnDiffAtkTest {
    /** Whatever stands there, token 6 lowers the loss in the first place, 2 in the second; 4 may not stand anywhere. */
    private record Wanting(List<int[]> asked) implements PrefixGradient {
        @Override
        public int[] tokens() {
            return new int[] {0, 1, 2, 3, 5, 6, 7};
        }

        @Override
        public float[][] gradient(int... prefix) {
            asked.add(prefix.clone());
            float[][] gradient = new float[2][8];
            gradient[0][6] = -3;
            gradient[1][2] = -3;
            gradient[0][4] = -9;
            return gradient;
        }
    }

    @Test
    void learnsTheTokensThatLowerTheLoss() {
        Wanting model = new Wanting(new ArrayList<>());
        var learned = new UnlearnDiffAtk(2, 60, 0.05, 0.1, 1).learn(List.of(model), prefix -> true);
        assertThat(learned.prefix()).containsExactly(6, 2);
        assertThat(learned.succeeded()).isTrue();
        assertThat(model.asked()).hasSize(60).allMatch(prefix -> prefix[0] != 4 && prefix[1] != 4);
    }

    @Test
    void goesThroughLevelsUntilAPrefixSucceeds() {
        Wanting model = new Wanting(new ArrayList<>());
        List<int[]> tried = new ArrayList<>();
        var learned = new UnlearnDiffAtk(2, 5, 0.05, 0.1, 1).learn(Collections.nCopies(4, model), prefix -> {
            tried.add(prefix);
            return tried.size() == 3;
        });
        assertThat(learned.succeeded()).isTrue();
        assertThat(model.asked()).hasSize(15);
        assertThat(new UnlearnDiffAtk(2, 5, 0.05, 0.1, 1)
                        .learn(Collections.nCopies(2, model), prefix -> false)
                        .succeeded())
                .isFalse();
    }

    /** The first step of Adam is one rate against the sign of each gradient: by hand, for one place and three tokens. */
    @Test
    void makesAStepOfAdamAndProjects() {
        PrefixGradient model = new PrefixGradient() {
            @Override
            public int[] tokens() {
                return new int[] {0, 1, 2};
            }

            @Override
            public float[][] gradient(int... prefix) {
                return new float[][] {{1, -1, 0}};
            }
        };
        // z = 1/3 each; without decay the steps are -0.1, +0.1, 0: they add up to 1, nothing is projected away.
        assertThat(new UnlearnDiffAtk(1, 1, 0.1, 0, 1)
                        .learn(List.of(model), prefix -> true)
                        .prefix())
                .containsExactly(1);
    }

    @Test
    void projectsOntoTheSimplex() {
        double[] inside = {0.2, 0.3, 0.5};
        UnlearnDiffAtk.project(inside);
        assertThat(inside).containsExactly(new double[] {0.2, 0.3, 0.5}, offset(1e-15));
        double[] above = {1, 0.8, 0.1}; // minus 0.4 each, the last stays at 0
        UnlearnDiffAtk.project(above);
        assertThat(above).containsExactly(new double[] {0.6, 0.4, 0}, offset(1e-15));
        double[] far = {5, 0, -2};
        UnlearnDiffAtk.project(far);
        assertThat(far).containsExactly(new double[] {1, 0, 0}, offset(1e-15));
        assertThat(Arrays.stream(above).sum()).isCloseTo(1, offset(1e-15));
    }
}
