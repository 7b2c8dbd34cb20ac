package io.github.fttp.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests of when a GPU that replays passes on what it is asked. */
class ReplayedGpuTest {
    private static final ByteBuffer HOST = ByteBuffer.allocateDirect(64);

    /** Calls that the GPU behind it was asked for, in order; asks between "graph" and "end" are written down only. */
    private final List<String> log = new ArrayList<>();

    private final Gpu gpu = new ReplayedGpu(logged());

    @Test
    void writesDownThenMakesAGraphThenStartsIt() {
        step(1, 2, 3);
        assertThat(taken()).containsExactly("copy 1", "copy 2", "copy 3", "download");
        step(1, 2, 3);
        assertThat(taken()).containsExactly("graph", "copy 1", "copy 2", "copy 3", "end", "start", "download");
        step(1, 2, 3);
        assertThat(taken()).containsExactly("start", "download");
    }

    @Test
    void asksOneByOneFromTheBeginningWhereSomethingDiffers() {
        step(1, 2, 3);
        step(1, 2, 4);
        step(1, 2);
        step(1, 2, 3, 4);
        assertThat(log)
                .doesNotContain("graph")
                .filteredOn(each -> each.startsWith("copy"))
                .containsExactly(
                        "copy 1", "copy 2", "copy 3", "copy 1", "copy 2", "copy 4", "copy 1", "copy 2", "copy 1",
                        "copy 2", "copy 3", "copy 4");
    }

    /** The first three begin alike. */
    @Test
    void findsTheRightOneOfSeveralThatBeginAlike() {
        for (int i = 0; i < 2; i++) {
            step(1, 2, 3);
            step(1, 2, 4);
            step(1, 2);
            step(5);
        }
        taken();
        step(1, 2);
        step(1, 2, 4);
        step(5);
        step(1, 2, 3);
        assertThat(taken()).containsOnly("start", "download").hasSize(8);
    }

    @Test
    void startsAfterSoManyAsksWithoutAWait() {
        for (int i = 0; i < 3 * 128; i++) gpu.copy(7, 7, 7);
        assertThat(log).filteredOn("start"::equals).hasSize(2);
    }

    @Test
    void sendsSmallArraysBeforeWhatIsHeldBack() {
        for (int i = 0; i < 2; i++) sendTwo(100, 200);
        taken();
        sendTwo(100, 200);
        assertThat(taken()).containsExactly("send 100", "send 200", "start", "download");
    }

    /** Bytes that were sent to 200 first may still be read by calls before. */
    @Test
    void holdsNothingBackWhereSmallArraysBeginAnew() {
        for (int i = 0; i < 3; i++) sendTwo(200, 100);
        assertThat(log.subList(log.size() - 5, log.size()))
                .containsExactly("send 200", "start", "send 100", "copy 2", "download");
    }

    @Test
    void writesToTensorsAndGivesMemoryBackAfterWhatIsHeldBack() {
        for (int i = 0; i < 3; i++) {
            gpu.copy(1, 1, 1);
            gpu.upload(2, 4);
            gpu.copy(3, 3, 3);
            gpu.free(4);
        }
        assertThat(log.subList(log.size() - 4, log.size())).containsExactly("start", "upload", "start", "free");
    }

    @Test
    void asksForTheUpdateOfParametersAlone() {
        for (int i = 0; i < 3; i++) {
            gpu.copy(1, 1, 1);
            gpu.launch("adam", 1, 1, 1, 32, 0, HOST.duplicate());
            gpu.copy(2, 2, 2);
            gpu.download(0, 4);
        }
        assertThat(log.subList(log.size() - 4, log.size())).containsExactly("start", "launch", "start", "download");
    }

    @Test
    void closesGraphsThatMakeRoomAndAllAtTheEnd() {
        for (int i = 0; i < 512; i++) {
            step(i);
            step(i);
        }
        step(0);
        assertThat(log).doesNotContain("close graph");
        step(600); // in the place of 1
        assertThat(log).filteredOn("close graph"::equals).hasSize(1);
        taken();
        step(0);
        assertThat(taken()).containsExactly("start", "download");
        step(1);
        assertThat(taken()).contains("copy 1");
        gpu.close();
        assertThat(log.get(log.size() - 1)).isEqualTo("close");
        assertThat(log).filteredOn("close graph"::equals).hasSize(510); // of 512 two have none
    }

    private void step(int... copies) {
        for (int each : copies) gpu.copy(each, each, each);
        gpu.download(0, 4);
    }

    private void sendTwo(long first, long second) {
        gpu.send(HOST, 8, first);
        gpu.copy(1, 1, 1);
        gpu.send(HOST, 8, second);
        gpu.copy(2, 2, 2);
        gpu.download(0, 4);
    }

    private List<String> taken() {
        List<String> taken = List.copyOf(log);
        log.clear();
        return taken;
    }

    private Gpu logged() {
        return (Gpu)
                Proxy.newProxyInstance(Gpu.class.getClassLoader(), new Class<?>[] {Gpu.class}, (self, method, all) -> {
                    switch (method.getName()) {
                        case "copy" -> log.add("copy " + all[0]);
                        case "send" -> log.add("send " + all[2]);
                        case "graph" -> {
                            log.add("graph");
                            ((Runnable) all[0]).run();
                            log.add("end");
                            return new Gpu.Graph() {
                                @Override
                                public void launch() {
                                    log.add("start");
                                }

                                @Override
                                public void close() {
                                    log.add("close graph");
                                }
                            };
                        }
                        default -> log.add(method.getName());
                    }
                    return null;
                });
    }
}
