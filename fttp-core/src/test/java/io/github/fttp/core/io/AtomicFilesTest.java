package io.github.fttp.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    Path folder;

    @Test
    void replacesAFileAsAWhole() throws IOException {
        Path file = folder.resolve("a.bin");
        AtomicFiles.write(file, "long old content");
        AtomicFiles.write(file, new byte[] {1, 2});
        assertThat(Files.readAllBytes(file)).containsExactly(1, 2);
        assertThat(folder.toFile().list()).containsExactly("a.bin");
    }

    @Test
    void leavesTheOldStateWhenTheDiskIsFull() throws IOException {
        Path file = folder.resolve("a.bin");
        AtomicFiles.write(file, "old");
        assertThatThrownBy(() -> AtomicFiles.write(file, out -> {
                    out.write(ByteBuffer.wrap(new byte[100]));
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(CannotWrite.class)
                .hasMessage(file + ": cannot be written: No space left on device");
        assertThat(file).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("a.bin");
    }

    @Test
    void leavesTheOldStateWhenTheWriterFails() {
        Path file = folder.resolve("a.bin");
        assertThatThrownBy(() -> AtomicFiles.write(file, out -> {
                    throw new IllegalStateException("ours");
                }))
                .hasMessage("ours");
        assertThat(folder.toFile().list()).isEmpty();
    }

    @Test
    void makesTheFolderOfAFile() {
        Path file = folder.resolve("new/folder/a.txt");
        AtomicFiles.write(file, "x");
        assertThat(file).hasContent("x");
    }

    @Test
    void saysThatTheFolderIsAFileOrTheTargetAFolder() {
        Path file = folder.resolve("a.txt");
        AtomicFiles.write(file, "x");
        assertThatThrownBy(() -> AtomicFiles.write(file.resolve("b.txt"), "x"))
                .isInstanceOf(CannotWrite.class)
                .hasMessage(file.resolve("b.txt") + ": cannot be written: " + file + " is in the way");
        assertThatThrownBy(() -> AtomicFiles.write(folder, "x")).hasMessageEndingWith("is a folder");
    }

    @Test
    void leavesNothingOfAFolderWhoseWriterFails() {
        assertThatThrownBy(() -> AtomicFiles.writeFolder(folder.resolve("model"), part -> {
                    try {
                        Files.createDirectories(part.resolve("unet/deeper"));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    AtomicFiles.write(part.resolve("config.json"), "{}");
                    AtomicFiles.write(part.resolve("unet/deeper/config.json"), "{}");
                    throw new IllegalStateException("ours");
                }))
                .hasMessage("ours");
        assertThat(folder.toFile().list()).isEmpty();
    }

    @Test
    void deletesWhatAKilledProcessLeft() throws IOException {
        Files.createDirectories(folder.resolve(".model.0a1b2c3d-0000-4000-8000-0123456789ab.part/unet"));
        AtomicFiles.write(folder.resolve(".model.0a1b2c3d-0000-4000-8000-0123456789ab.part/unet/config.json"), "{}");
        AtomicFiles.write(folder.resolve("a.part"), "somebody's");
        AtomicFiles.write(folder.resolve(".notes.part"), "somebody's");
        AtomicFiles.deleteUnfinished(folder);
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("a.part", ".notes.part");
    }

    @Test
    void deletesWhatAKilledProcessLeftOfTheSameFolder() throws IOException {
        Files.createDirectories(folder.resolve(".model.0a1b2c3d-0000-4000-8000-0123456789ab.part/unet"));
        Files.createDirectories(folder.resolve(".other.0a1b2c3d-0000-4000-8000-0123456789ab.part"));
        AtomicFiles.writeFolder(folder.resolve("model"), part -> {});
        assertThat(folder.toFile().list())
                .containsExactlyInAnyOrder("model", ".other.0a1b2c3d-0000-4000-8000-0123456789ab.part");
    }

    @Test
    void deletesFoldersWithoutFollowingLinks() throws IOException {
        Path mine = Files.createDirectory(folder.resolve("mine"));
        AtomicFiles.write(mine.resolve("thesis.txt"), "mine");
        Path other = Files.createDirectories(folder.resolve("other/deeper"));
        Files.createSymbolicLink(other.resolve("link"), mine);
        AtomicFiles.delete(folder.resolve("other"));
        AtomicFiles.delete(folder.resolve("never"));
        assertThat(folder.toFile().list()).containsExactly("mine");
        assertThat(mine.resolve("thesis.txt")).exists();
    }

    @Test
    void deletesWhatOthersDeleteAtTheSameTime() throws Exception {
        ExecutorService others = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 50; round++) {
                Path deeper = Files.createDirectories(folder.resolve("work/deeper"));
                for (int file = 0; file < 20; file++) Files.createFile(deeper.resolve(file + ".json"));
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < 4; i++) all.add(others.submit(() -> AtomicFiles.delete(folder.resolve("work"))));
                for (Future<?> each : all) each.get();
                assertThat(folder.resolve("work")).doesNotExist();
            }
        } finally {
            others.shutdownNow();
        }
    }
}
