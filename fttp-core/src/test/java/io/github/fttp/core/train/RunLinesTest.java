package io.github.fttp.core.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunLinesTest {
    private final List<String> said = new ArrayList<>();
    private final RunLines lines = new RunLines(said::add);

    private static Step step(int number, int of) {
        return new Step(number, of, 0, 0.5, 0, 0, 0, 0, 0, 0, 0, Map.of(), 1e-3, 0, 0, 0, Map.of());
    }

    @Test
    void tellsEveryTwentiethOfARunHowFarItIs() {
        lines.started(new RunPlan(Map.of(), 4, 0, 40));
        IntStream.rangeClosed(1, 40).forEach(number -> lines.stepped(step(number, 40)));
        assertThat(said).hasSize(20);
        assertThat(said.get(0))
                .startsWith("step 2 of 40: " + step(2, 40).text())
                .endsWith(" s left");
        assertThat(said.get(19)).startsWith("step 40 of 40: ").endsWith(", 0 s left");
    }

    @Test
    void tellsEachStepOfAShortRun() {
        lines.started(new RunPlan(Map.of(), 4, 0, 3));
        IntStream.rangeClosed(1, 3).forEach(number -> lines.stepped(step(number, 3)));
        assertThat(said).hasSize(3);
    }

    @Test
    void tellsWhereARunGoesOnAndHowItEnded() {
        RunSummary summary = new RunSummary(RunSummary.End.STEPS, 40, 1, "it was to make 40 steps");
        lines.started(new RunPlan(Map.of(), 4, 17, 40));
        lines.finished(summary);
        assertThat(said).containsExactly("resuming after step 17 of 40", summary.sentence());
    }
}
