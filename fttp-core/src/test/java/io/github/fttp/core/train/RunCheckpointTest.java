package io.github.fttp.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.engine.OneDnnEngine;
import io.github.fttp.core.io.BadCheckpoint;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.io.Safetensors;
import io.github.fttp.core.method.Fttp;
import io.github.fttp.core.method.Need;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.train.TrainableToy.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCheckpointTest {
    private static final List<Sample> SAMPLES = List.of(new Sample(0, 1, 1), new Sample(1, 2, 0), new Sample(2, 3, 0));

    private final Engine engine = new OneDnnEngine();
    private final TrainableToy model = new TrainableToy(engine, 6, Set.of(Need.CONCEPT_MASK));

    @TempDir
    Path folder;

    private Path checkpoint;
    private Path log;

    @BeforeEach
    void places() {
        checkpoint = folder.resolve("checkpoint.safetensors");
        log = folder.resolve("run.jsonl");
    }

    @AfterEach
    void nothingLeaks() {
        model.close();
        assertThat(engine.pool().outstanding()).isZero();
        engine.close();
    }

    private Unlearner<Sample> run(TrainableToy trainable) {
        return Unlearner.of(trainable)
                .method(new Fttp(1, 1))
                .training(Training.by(AdamW.rate(0.1)).batch(2).steps(6))
                .checkpoint(checkpoint, 100)
                .listen(new JsonLinesLog(log));
    }

    private static RunListener powerCutAt(int number) {
        return new RunListener() {
            @Override
            public void stepped(Step step) {
                if (step.number() == number) throw new IllegalStateException("power cut");
            }
        };
    }

    @Test
    void theFirstIsWrittenAfterTheFirstStep() {
        assertThatThrownBy(() -> run(model).listen(powerCutAt(2)).forget(SAMPLES))
                .hasMessage("power cut");
        assertThat(Safetensors.open(checkpoint).metadata()).containsEntry("fttp.steps", "1");
    }

    @Test
    void withoutOneARunThatIsResumedBeginsAtTheBeginning() throws IOException {
        float[] start = model.table.value().toArray();
        assertThatThrownBy(() -> run(model).listen(powerCutAt(1)).forget(SAMPLES))
                .hasMessage("power cut");
        assertThat(checkpoint).doesNotExist();
        model.table.value().set(start);
        List<RunPlan> plans = new ArrayList<>();
        run(model)
                .resume()
                .listen(new RunListener() {
                    @Override
                    public void started(RunPlan plan) {
                        plans.add(plan);
                    }
                })
                .forget(SAMPLES);
        assertThat(plans).extracting(RunPlan::firstStep).containsExactly(0);
        assertThat(Files.readAllLines(log).stream().filter(line -> line.contains("\"event\":\"step\"")))
                .hasSize(6);
        try (TrainableToy whole = new TrainableToy(engine, 6, Set.of(Need.CONCEPT_MASK))) {
            run(whole).forget(SAMPLES);
            assertThat(model.table.value().toArray())
                    .isEqualTo(whole.table.value().toArray());
        }
    }

    /** A bit of every byte of the file: of its length, its header, its notes, its digest, its values. */
    @Test
    void aFlippedBitAnywhereIsRefused() throws IOException {
        run(model).forget(SAMPLES);
        byte[] bytes = Files.readAllBytes(checkpoint);
        float[] reached = model.table.value().toArray();
        run(model).resume().check(SAMPLES);
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= (byte) (1 << i % 8);
            Files.write(checkpoint, bytes);
            bytes[i] ^= (byte) (1 << i % 8);
            try {
                run(model).resume().check(SAMPLES);
                taken.add("bit " + i % 8 + " of byte " + i);
            } catch (BadCheckpoint e) {
                assertThat(e).hasMessageContaining("checkpoint.safetensors");
            }
        }
        assertThat(taken).isEmpty();
        assertThat(model.table.value().toArray()).isEqualTo(reached);
    }

    @Test
    void aCutOneIsRefused() throws IOException {
        run(model).forget(SAMPLES);
        byte[] bytes = Files.readAllBytes(checkpoint);
        for (int length : new int[] {0, 7, 8, 100, bytes.length - 1}) {
            Files.write(checkpoint, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> run(model).resume().check(SAMPLES)).isInstanceOf(BadCheckpoint.class);
        }
    }

    @Test
    void oneWithoutADigestIsRefused() {
        run(model).forget(SAMPLES);
        Map<String, String> notes = new TreeMap<>(Safetensors.open(checkpoint).metadata());
        notes.remove("fttp.sha256");
        Safetensors.write(checkpoint, Map.of(), notes);
        assertThatThrownBy(() -> run(model).resume().check(SAMPLES)).hasMessageContaining("no digest");
    }

    /** In another process as well: two logs of the same run differ in times alone. */
    @Test
    void theLogHasItsFieldsInAFixedOrder() throws IOException {
        run(model).evaluate(3, step -> Map.of("figure", 0.5)).forget(SAMPLES);
        assertThat(Files.readAllLines(log))
                .contains("{\"event\":\"evaluated\",\"value\":{\"number\":3,\"figures\":{\"figure\":0.5}}}");
    }

    @Test
    void aDamagedLineOfTheLogIsToldOfBeforeTheRunGoesOn() throws IOException {
        assertThatThrownBy(() -> run(model)
                        .checkpoint(checkpoint, 2)
                        .listen(powerCutAt(5))
                        .forget(SAMPLES))
                .hasMessage("power cut");
        String lines = Files.readString(log);
        Files.writeString(log, lines.replaceFirst("\"loss\":", "\"loss\";"));
        assertThatThrownBy(() -> run(model).checkpoint(checkpoint, 2).resume().forget(SAMPLES))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("run.jsonl line 2");
    }
}
