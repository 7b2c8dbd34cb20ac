package io.github.fttp.metrics.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.fttp.core.io.CannotWrite;
import io.github.fttp.metrics.sweep.ClaimFile.Content;
import io.github.fttp.metrics.sweep.ClaimFile.State;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ClaimsTest {
    private static final Owner ELSEWHERE = new Owner("other", "another machine", 1, "");
    private static final int CONTENDERS = 8;

    @TempDir
    Path folder;

    private long now = 1_000_000;
    private final Lease lease = new Lease(Duration.ofSeconds(10), Duration.ofMinutes(3), () -> now, () -> now);

    private Claims claims() {
        return new Claims(folder, lease);
    }

    private void pass(Duration time) {
        now += time.toMillis();
    }

    @Test
    void ofAllWhoTryOneGetsIt() throws Exception {
        int cells = 1000;
        AtomicIntegerArray owners = new AtomicIntegerArray(cells);
        CyclicBarrier together = new CyclicBarrier(CONTENDERS);
        inParallel(() -> {
            Claims claims = claims();
            together.await();
            for (int cell = 0; cell < cells; cell++) {
                if (claims.take("c" + cell).isPresent()) owners.incrementAndGet(cell);
            }
            return null;
        });
        for (int cell = 0; cell < cells; cell++)
            assertThat(owners.get(cell)).as("cell %d", cell).isEqualTo(1);
    }

    @Test
    void ofAllWhoSawTheOwnerDieOneTakesOver() throws Exception {
        AtomicInteger heirs = new AtomicInteger();
        for (int round = 0; round < 50; round++) {
            String id = "c" + round;
            Content ended = new Content(new Owner("here", Owner.SELF.machine(), 0, ""), "t", 0, State.RUNNING, "");
            assertThat(new ClaimFile(folder.resolve(id + ".0")).create(ended)).isTrue();
            CyclicBarrier together = new CyclicBarrier(CONTENDERS);
            inParallel(() -> {
                together.await();
                claims().take(id).ifPresent(claim -> heirs.incrementAndGet());
                return null;
            });
            assertThat(heirs.get()).isEqualTo(round + 1);
        }
    }

    private static void inParallel(Callable<Void> each) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONTENDERS);
        try {
            List<Future<Void>> all = new ArrayList<>();
            for (int i = 0; i < CONTENDERS; i++) all.add(threads.submit(each));
            for (Future<Void> one : all) one.get();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anOwnerElsewhereIsTakenOverFromOnceItShowsNoSignOfLife() {
        ClaimFile file = new ClaimFile(folder.resolve("c.0"));
        Content begun = new Content(ELSEWHERE, "t", 0, State.RUNNING, "");
        file.create(begun);
        Claims claims = claims();
        assertThat(claims.take("c")).isEmpty();
        pass(Duration.ofSeconds(179));
        assertThat(claims.take("c")).isEmpty();
        file.write(begun.next());
        pass(Duration.ofSeconds(179));
        assertThat(claims.take("c")).as("it showed one meanwhile").isEmpty();
        pass(Duration.ofSeconds(181));
        assertThat(claims.take("c")).isPresent();
    }

    @Test
    void anOwnerHereIsNotTakenOverFromWhileItLives() {
        assertThat(claims().take("c")).isPresent();
        Claims others = claims();
        assertThat(others.take("c")).isEmpty();
        pass(Duration.ofDays(1));
        assertThat(others.take("c")).as("however long it shows no sign").isEmpty();
    }

    @Test
    void anOwnerThatWasTakenForDeadSeesIt() {
        Claim paused = claims().take("c").orElseThrow();
        assertThat(paused.isHeld()).isTrue();
        Content begun = Content.begun();
        new ClaimFile(folder.resolve("c.1")).create(begun);
        paused.beat();
        assertThat(paused.lost().isRequested()).isTrue();
        assertThat(paused.isHeld()).isFalse();
        paused.end(State.DONE, "");
        assertThat(claims().end("c")).isEmpty();
    }

    @Test
    void anOwnerThatSleptLeavesWhatItHasLostAndMayTakeItAgain() {
        Claim asleep = claims().take("c").orElseThrow();
        pass(Duration.ofMinutes(10));
        assertThat(asleep.isHeld()).isFalse();
        assertThat(claims().take("c")).isEmpty();
        asleep.leave();
        assertThat(claims().take("c")).isPresent();
    }

    @Test
    void anOwnerThatShowedNoSignForLongStopsBeforeOthersTakeOver() {
        Claim asleep = claims().take("c").orElseThrow();
        pass(Duration.ofSeconds(89));
        asleep.beat();
        pass(Duration.ofSeconds(89));
        assertThat(asleep.isHeld()).isTrue();
        pass(Duration.ofSeconds(2));
        assertThat(asleep.isHeld()).isFalse();
        assertThat(asleep.lost().isRequested()).isTrue();
    }

    @Test
    void whatWasLeftOrFailedIsFreeAtOnceAndWhatIsDoneIsNot() {
        claims().take("c").orElseThrow().end(State.LEFT, "");
        claims().take("c").orElseThrow().end(State.FAILED, "out of luck");
        assertThat(claims().failures("c")).isEqualTo(1);
        claims().take("c").orElseThrow().end(State.DONE, "all of it");
        assertThat(claims().take("c")).isEmpty();
        assertThat(claims().end("c")).contains("all of it");
        assertThat(claims().failures("c")).isEqualTo(1);
    }

    @Test
    void halfAClaimIsTakenOverOnceNobodyCompletesIt() throws IOException {
        Files.writeString(folder.resolve("c.0"), "{\"host\":");
        Claims claims = claims();
        assertThat(claims.take("c")).isEmpty();
        pass(Duration.ofMinutes(4));
        assertThat(claims.take("c")).isPresent();
    }

    @Test
    void aLinkOfWhichTheAnswerWasLostIsOurs() throws IOException {
        // NFS may make the link, lose the answer, be asked again and say that the name is taken.
        ClaimFile file = new ClaimFile(folder.resolve("c.0"));
        Content ours = Content.begun();
        assertThat(file.create(ours)).isTrue();
        assertThat(file.create(ours)).isTrue();
        assertThat(file.create(Content.begun())).isFalse();
        assertThat(file.read()).isEqualTo(Optional.of(ours));
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void saysWhatCannotBeWritten() {
        Claims nowhere = new Claims(folder.resolve("missing"), lease);
        assertThatThrownBy(() -> nowhere.take("c"))
                .isInstanceOf(CannotWrite.class)
                .hasMessage(folder.resolve("missing/c.0") + ": cannot be written: not found");
    }

    @Test
    void anotherProcessOfTheSameNumberIsNotTheOwner() {
        assertThat(Owner.SELF.lives()).isTrue();
        assertThat(new Owner("here", Owner.SELF.machine(), Owner.SELF.pid(), "17").lives())
                .isFalse();
    }

    @Test
    void aDeadProcessThatNobodyTookNoteOfDoesNotLive() throws Exception {
        assumeThat(Path.of("/proc/self/stat")).exists();
        // Its child ends once its input does, which comes after something took the parent's place that never asks for
        // that; a
        // shell may ask.
        Process parent =
                new ProcessBuilder("/bin/sh", "-c", "exec 3<&0; (read line <&3) & echo $!; exec sleep 60").start();
        try (BufferedReader said = parent.inputReader()) {
            long child = Long.parseLong(said.readLine());
            await(() -> name(parent).equals("sleep"));
            assertThat(Owner.start(child)).as("before it ends").isPresent();
            parent.getOutputStream().close();
            await(() -> Owner.start(child).isEmpty());
            assertThat(ProcessHandle.of(child)).as("the system still has it").isPresent();
        } finally {
            parent.destroyForcibly();
        }
    }

    private static String name(Process process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/comm")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The test's time limit ends it otherwise. */
    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) Thread.onSpinWait();
    }
}
