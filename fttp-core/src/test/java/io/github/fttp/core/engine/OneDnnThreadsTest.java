package io.github.fttp.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.tensor.Shape;
import io.github.fttp.core.tensor.Tensor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OneDnnThreadsTest {
    private final int before = Threads.count();

    @AfterEach
    void restore() {
        Threads.set(before);
    }

    @Test
    void governOneDnnWhicheverThreadCalls() throws InterruptedException {
        Threads.set(3);
        try (OneDnnEngine engine = new OneDnnEngine();
                Tensor x = engine.pool().zeros(Shape.of(4, 4))) {
            engine.softmax(x, x);
            assertThat(OpenMp.threads()).isEqualTo(3);
            AtomicInteger elsewhere = new AtomicInteger();
            Thread other = new Thread(() -> {
                engine.softmax(x, x);
                elsewhere.set(OpenMp.threads());
            });
            other.start();
            other.join();
            assertThat(elsewhere).hasValue(3);
        }
    }

    @Test
    void twoEnginesKeepTheirOwnNumbers() {
        Threads.set(1);
        try (OneDnnEngine one = new OneDnnEngine()) {
            Threads.set(2);
            try (OneDnnEngine two = new OneDnnEngine();
                    Tensor x = two.pool().zeros(Shape.of(4, 4))) {
                two.softmax(x, x);
                assertThat(OpenMp.threads()).isEqualTo(2);
                one.softmax(x, x);
                assertThat(OpenMp.threads()).isEqualTo(1);
            }
        }
    }

    /** As ND4J does when it is loaded: sums over another number of threads have other bits. */
    @Test
    void keepItsNumberWhenAnotherLibrarySetsOpenMps() {
        Threads.set(2);
        try (OneDnnEngine engine = new OneDnnEngine();
                Tensor x = engine.pool().zeros(Shape.of(4, 4))) {
            engine.softmax(x, x);
            OpenMp.find("omp_set_num_threads").invokeVoid(new Object[] {5});
            engine.softmax(x, x);
            assertThat(OpenMp.threads()).isEqualTo(2);
        }
    }
}
