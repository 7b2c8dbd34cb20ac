package io.github.fttp.metrics.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.engine.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkerPoolTest {
    @Test
    void handsOverInOrderWhateverIsDoneFirst() {
        CountDownLatch second = new CountDownLatch(1);
        List<Integer> taken = new ArrayList<>();
        List<Function<Environment, Integer>> tasks = List.of(
                environment -> {
                    await(second);
                    return 1;
                },
                environment -> {
                    second.countDown();
                    return 2;
                },
                environment -> 3);
        try (WorkerPool workers = WorkerPool.of(2, FakeEnvironment::new)) {
            workers.run(tasks, taken::add);
        }
        assertThat(taken).containsExactly(1, 2, 3);
    }

    @Test
    void lendsAnEnvironmentToOneTaskAtATime() {
        Set<Environment> busy = ConcurrentHashMap.newKeySet();
        List<Function<Environment, Boolean>> tasks = IntStream.range(0, 200)
                .<Function<Environment, Boolean>>mapToObj(
                        i -> environment -> busy.add(environment) && busy.remove(environment))
                .toList();
        List<Boolean> alone = new ArrayList<>();
        try (WorkerPool workers = WorkerPool.of(3, FakeEnvironment::new)) {
            workers.run(tasks, alone::add);
        }
        assertThat(alone).hasSize(200).containsOnly(true);
    }

    @Test
    void handsOverWhatWentWrongAndBeginsNothingElse() {
        List<Integer> taken = new ArrayList<>();
        List<Function<Environment, Integer>> tasks = List.of(
                environment -> 1,
                environment -> {
                    throw new IllegalStateException("no more");
                },
                environment -> 3);
        try (WorkerPool workers = WorkerPool.of(1, FakeEnvironment::new)) {
            assertThatThrownBy(() -> workers.run(tasks, taken::add)).hasMessage("no more");
        }
        assertThat(taken).containsExactly(1);
    }

    @Test
    void opensEnvironmentsOfOneThreadAndLeavesTheNumberAsItWas() {
        int before = Threads.count();
        List<Integer> seen = new ArrayList<>();
        WorkerPool.of(2, () -> {
                    seen.add(Threads.count());
                    return new FakeEnvironment();
                })
                .close();
        assertThat(seen).containsExactly(1, 1);
        assertThatThrownBy(() -> WorkerPool.of(1, () -> {
                    throw new IllegalStateException("no model");
                }))
                .hasMessage("no model");
        assertThat(Threads.count()).isEqualTo(before);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
