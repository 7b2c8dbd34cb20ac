package io.github.fttp.metrics.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.method.GradientAscent;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.train.Resumption;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.Step;
import io.github.fttp.core.train.StopSignal;
import io.github.fttp.core.train.TrainableModel;
import io.github.fttp.core.train.TrainableTable;
import io.github.fttp.core.train.TrainableTable.Sentence;
import io.github.fttp.core.train.TrainableTable.Token;
import io.github.fttp.core.train.Training;
import io.github.fttp.core.train.Unlearner;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeterTest {
    private static final Trial TRIAL = new Trial("fake", "ga", new Setting(1e-3, 4, 1), "a", 0, Budget.FULL);
    private static final List<Sentence> SENTENCES = List.of(new Sentence(new Token(0, 1, 1), new Token(1, 0, 0)));

    @TempDir
    Path folder;

    private static Resumption stopping(Path folder, StopSignal stop) {
        return new Resumption(RunFolder.check(folder, true), 1, stop);
    }

    /** Four steps of one sample each, which a stop signal that is set ends after each. */
    private static Cost cost(Engine engine, Resumption resumption) {
        AtomicInteger passes = new AtomicInteger();
        RunListener counted = new RunListener() {
            @Override
            public void stepped(Step step) {
                passes.incrementAndGet();
            }
        };
        double[] values = {1, 2, 3, 4};
        try (TrainableTable table = new TrainableTable(engine, 2, values, values)) {
            TrainableModel<?> counting = (TrainableModel<?>) Proxy.newProxyInstance(
                    MeterTest.class.getClassLoader(),
                    new Class<?>[] {TrainableModel.class},
                    (proxy, method, arguments) -> passes.longValue()); // all that a meter asks it
            Meter meter = Meter.start(engine.pool());
            Trace trace = Trace.begin(
                    TRIAL.setting(),
                    2,
                    resumption.folder().log(),
                    (step, last, path) -> new Waypoint(step, 1, 1, 1, 1, 1));
            meter.of(trace, resumption.folder()).counting(counting);
            Unlearner<Sentence> run = Unlearner.of(table)
                    .method(new GradientAscent())
                    .training(Training.by(AdamW.rate(2e-4)).steps(4))
                    .listen(counted)
                    .listen(meter);
            trace.follow(resumption.of(run), SENTENCES);
            return meter.cost(TRIAL);
        }
    }

    @Test
    void aRunThatWasStoppedAfterEachStepCostsAsMuchAsAWholeOne() {
        try (Engine engine = Engines.named("nd4j")) {
            Cost whole = cost(engine, stopping(folder.resolve("whole"), new StopSignal()));
            StopSignal stop = new StopSignal();
            stop.request();
            for (int step = 1; step <= 2; step++) cost(engine, stopping(folder.resolve("stopped"), stop));
            double following =
                    cost(engine, stopping(folder.resolve("stopped"), stop)).following();
            Cost resumed = cost(engine, stopping(folder.resolve("stopped"), stop));
            assertThat(whole.passes()).isEqualTo(4);
            // All but the first step, which is made in front of the first checkpoint.
            assertThat(resumed.passes()).isEqualTo(3);
            assertThat(following).isPositive();
            assertThat(resumed.following()).isGreaterThanOrEqualTo(following);
            assertThat(resumed.given()).isEqualTo(whole.given());
        }
    }
}
