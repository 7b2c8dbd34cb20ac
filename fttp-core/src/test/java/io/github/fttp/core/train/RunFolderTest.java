package io.github.fttp.core.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.BadData;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    Path folder;

    @Test
    void twoDoNotWorkOnOneRun() {
        String done = RunFolder.check(folder.resolve("run"), false).exclusively(() -> {
            AtomicFiles.write(RunFolder.at(folder.resolve("run")).checkpoint(), "a step");
            RunFolder other = RunFolder.check(folder.resolve("run"), true);
            assertThatThrownBy(() -> other.exclusively(() -> "never"))
                    .isInstanceOf(BadData.class)
                    .hasMessageContaining("run: is at work in another thread");
            return "done";
        });
        assertThat(done).isEqualTo("done");
        assertThat(RunFolder.check(folder.resolve("run"), true).<String>exclusively(() -> "resumed"))
                .isEqualTo("resumed");
    }

    @Test
    void aRunThatAnotherFinishedMeanwhileIsNotResumed() {
        RunFolder resumed = RunFolder.check(folder, true);
        AtomicFiles.write(resumed.metrics(), "{\"end\": \"steps\"}");
        AtomicFiles.write(resumed.adapter().resolve("adapter_config.json"), "{}");
        Platform here = Platform.of("onednn", 1);
        Manifest.of(List.of(), Map.of(), List.of(), here)
                .done(Map.of("adapter", "digest"))
                .write(resumed.manifest());
        assertThatThrownBy(() -> resumed.exclusively(() -> "never"))
                .isInstanceOf(BadData.class)
                .hasMessageContaining("holds a run that is finished");
        assertThat(resumed.adapter().resolve("adapter_config.json")).exists();
    }

    @Test
    void aFolderThatWasUsedMeanwhileIsLeftAlone() {
        RunFolder mine = RunFolder.check(folder, false);
        AtomicFiles.write(folder.resolve("thesis.txt"), "somebody's");
        assertThatThrownBy(() -> mine.exclusively(() -> "never")).isInstanceOf(BadData.class);
        assertThat(folder.toFile().list()).containsExactly("thesis.txt");
    }

    @Test
    void aRunThatWasKilledAtOnceBeginsAnew() {
        RunFolder.check(folder, false).exclusively(() -> "killed");
        assertThat(RunFolder.check(folder, true).beginsAnew()).isTrue();
    }

    @Test
    void aRunThatWasKilledBeforeItsManifestWasClosedIsResumed() {
        RunFolder run = RunFolder.at(folder);
        AtomicFiles.write(run.checkpoint(), "the last step");
        AtomicFiles.write(run.metrics(), "{\"end\": \"steps\"}");
        Manifest.of(List.of(), Map.of(), List.of(), Platform.of("onednn", 1)).write(run.manifest());
        RunFolder.check(folder, true)
                .exclusively(() -> assertThat(run.metrics()).doesNotExist());
    }

    @Test
    void aFolderThatOnlyEverHeldALockIsFree() {
        RunFolder.check(folder, false).exclusively(() -> "ended before it wrote anything");
        assertThat(RunFolder.checkEmpty(folder).<String>exclusively(() -> "another"))
                .isEqualTo("another");
    }
}
