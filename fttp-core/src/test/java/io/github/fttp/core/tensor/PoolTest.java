package io.github.fttp.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PoolTest {
    @Test
    void countsWhatIsLent() {
        try (Pool pool = new Pool()) {
            Tensor a = pool.draw(Shape.of(3, 5));
            Tensor b = pool.draw(Shape.of(17));
            assertThat(pool.outstanding()).isEqualTo(2);
            a.close();
            assertThat(pool.outstanding()).isEqualTo(1);
            b.close();
            assertThat(pool.outstanding()).isZero();
        }
    }

    @Test
    void asksTheSystemOnlyForWhatItDoesNotHold() {
        try (Pool pool = new Pool()) {
            pool.draw(Shape.of(1000)).close();
            pool.draw(Shape.of(1000)).close();
            pool.draw(Shape.of(10, 100)).close();
            assertThat(pool.misses()).isEqualTo(1);
            pool.draw(Shape.of(100)).close(); // a tenth: the large block is kept for large requests
            assertThat(pool.misses()).isEqualTo(2);
        }
    }

    @Test
    void lendsNoBlockTwiceAtATime() {
        try (Pool pool = new Pool();
                Tensor a = pool.draw(Shape.of(64));
                Tensor b = pool.draw(Shape.of(64))) {
            a.fill(1);
            b.fill(2);
            assertThat(a.toArray()).containsOnly(1);
            assertThat(pool.misses()).isEqualTo(2);
        }
    }

    @Test
    void knowsTheMostThatWasLentAtATime() {
        try (Pool pool = new Pool()) {
            Tensor a = pool.draw(Shape.of(16)); // 64 bytes, one cache line
            pool.draw(Shape.of(32)).close();
            pool.draw(Shape.of(16)).close();
            a.close();
            assertThat(pool.peakBytes()).isEqualTo(64 + 128);
            pool.resetPeak();
            pool.draw(Shape.of(32)).close();
            assertThat(pool.peakBytes()).isEqualTo(128);
        }
    }

    @Test
    void alignsToCacheLines() {
        try (Pool pool = new Pool();
                Tensor a = pool.draw(Shape.of(1));
                Tensor b = pool.draw(Shape.of(3), DType.BFLOAT16)) {
            assertThat(a.address() % 64).isZero();
            assertThat(b.address() % 64).isZero();
        }
    }

    /** The computer's caches still hold what came back last; a device's step should find what the step before had. */
    @Test
    void lendsTheLatestOfTheComputersBlocksAndTheFirstOfADevices() {
        assertThat(lentAfterTwoCameBack(new Pool())).isEqualTo(1);
        assertThat(lentAfterTwoCameBack(new Pool(device()))).isEqualTo(0);
    }

    /** Which of two that came back, the first drawn first, is lent next. */
    private static int lentAfterTwoCameBack(Pool pool) {
        try (pool) {
            Tensor a = pool.draw(Shape.of(64));
            Tensor b = pool.draw(Shape.of(64));
            List<Long> addresses = List.of(a.address(), b.address());
            a.close();
            b.close();
            try (Tensor next = pool.draw(Shape.of(64))) {
                return addresses.indexOf(next.address());
            }
        }
    }

    /** Lends addresses, later ones below earlier ones. */
    private static Device device() {
        ByteBuffer staging = ByteBuffer.allocateDirect(1 << 16);
        AtomicLong address = new AtomicLong(1 << 20);
        return (Device) Proxy.newProxyInstance(
                Device.class.getClassLoader(), new Class<?>[] {Device.class}, (self, method, arguments) -> {
                    if (method.getName().equals("allocate")) return address.addAndGet(-512);
                    return method.getName().equals("staging") ? staging : null;
                });
    }

    @Test
    void holdsNothingOnceTrimmed() {
        try (Pool pool = new Pool()) {
            pool.draw(Shape.of(1000)).close();
            assertThat(pool.heldBytes()).isPositive();
            pool.trim();
            assertThat(pool.heldBytes()).isZero();
        }
    }

    @Test
    void aTensorGivenBackIsDeadEvenIfItsMemoryIsLentAgain() {
        try (Pool pool = new Pool()) {
            Tensor old = pool.draw(Shape.of(4));
            old.close();
            try (Tensor fresh = pool.zeros(Shape.of(4))) {
                assertThat(pool.misses()).isEqualTo(1);
                assertThatThrownBy(() -> old.fill(1)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(old::close).isInstanceOf(IllegalStateException.class);
                assertThat(fresh.toArray()).containsOnly(0);
                assertThat(pool.outstanding()).isEqualTo(1);
            }
        }
    }
}
