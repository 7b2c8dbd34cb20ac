package io.github.fttp.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    Path folder;

    @Test
    void twoDoNotWorkOnOneRun() {
        String done = RunFolder.check(folder.resolve("run"), false).alone(() -> {
            AtomicFiles.write(RunFolder.at(folder.resolve("run")).checkpoint(), "a step");
            RunFolder other = RunFolder.check(folder.resolve("run"), true);
            assertThatThrownBy(() -> other.alone(() -> "never"))
                    .isInstanceOf(BadData.class)
                    .hasMessageContaining("run: is at work in another thread");
            return "done";
        });
        assertThat(done).isEqualTo("done");
        assertThat(RunFolder.check(folder.resolve("run"), true).<String>alone(() -> "resumed"))
                .isEqualTo("resumed");
    }

    @Test
    void aRunThatAnotherFinishedMeanwhileIsNotResumed() {
        RunFolder resumed = RunFolder.check(folder, true);
        AtomicFiles.write(resumed.metrics(), "{\"end\": \"budget\"}");
        AtomicFiles.write(resumed.adapter().resolve("adapter_config.json"), "{}");
        assertThatThrownBy(() -> resumed.alone(() -> "never"))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("holds a run that is finished");
        assertThat(resumed.adapter().resolve("adapter_config.json")).exists();
    }

    @Test
    void aFolderThatWasUsedMeanwhileIsLeftAlone() {
        RunFolder mine = RunFolder.check(folder, false);
        AtomicFiles.write(folder.resolve("thesis.txt"), "somebody's");
        assertThatThrownBy(() -> mine.alone(() -> "never")).isInstanceOf(BadData.class);
        assertThat(folder.toFile().list()).containsExactly("thesis.txt");
    }

    @Test
    void aRunThatWasKilledAtOnceBeginsAnew() {
        RunFolder.check(folder, false).alone(() -> "killed");
        assertThat(RunFolder.check(folder, true).beginsAnew()).isTrue();
    }
}
