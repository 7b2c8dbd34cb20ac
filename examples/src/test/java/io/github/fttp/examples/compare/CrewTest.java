package io.github.fttp.examples.compare;

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
class CrewTest {
    @Test
    void handsOverInOrderWhateverIsDoneFirst() {
        CountDownLatch second = new CountDownLatch(1);
        List<Integer> taken = new ArrayList<>();
        List<Function<Arena, Integer>> tasks = List.of(
                arena -> {
                    await(second);
                    return 1;
                },
                arena -> {
                    second.countDown();
                    return 2;
                },
                arena -> 3);
        try (Crew crew = Crew.of(2, FakeArena::new)) {
            crew.run(tasks, taken::add);
        }
        assertThat(taken).containsExactly(1, 2, 3);
    }

    @Test
    void lendsAnArenaToOneTaskAtATime() {
        Set<Arena> busy = ConcurrentHashMap.newKeySet();
        List<Function<Arena, Boolean>> tasks = IntStream.range(0, 200)
                .<Function<Arena, Boolean>>mapToObj(i -> arena -> busy.add(arena) && busy.remove(arena))
                .toList();
        List<Boolean> alone = new ArrayList<>();
        try (Crew crew = Crew.of(3, FakeArena::new)) {
            crew.run(tasks, alone::add);
        }
        assertThat(alone).hasSize(200).containsOnly(true);
    }

    @Test
    void handsOverWhatWentWrongAndBeginsNothingElse() {
        List<Integer> taken = new ArrayList<>();
        List<Function<Arena, Integer>> tasks = List.of(
                arena -> 1,
                arena -> {
                    throw new IllegalStateException("no more");
                },
                arena -> 3);
        try (Crew crew = Crew.of(1, FakeArena::new)) {
            assertThatThrownBy(() -> crew.run(tasks, taken::add)).hasMessage("no more");
        }
        assertThat(taken).containsExactly(1);
    }

    @Test
    void opensArenasOfOneThreadAndLeavesTheNumberAsItWas() {
        int before = Threads.count();
        List<Integer> seen = new ArrayList<>();
        Crew.of(2, () -> {
                    seen.add(Threads.count());
                    return new FakeArena();
                })
                .close();
        assertThat(seen).containsExactly(1, 1);
        assertThatThrownBy(() -> Crew.of(1, () -> {
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
