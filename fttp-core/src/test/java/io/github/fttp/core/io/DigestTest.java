package io.github.fttp.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestTest {
    @Test
    void isSha256OfAllThatWasAdded() {
        // Of "abc", the example of FIPS 180.
        String expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        byte[] abc = "abc".getBytes(StandardCharsets.US_ASCII);
        assertThat(new Digest().add(abc).hex()).isEqualTo(expected);
        assertThat(new Digest().add(new byte[] {'a'}).add(new byte[] {'b', 'c'}).hex())
                .isEqualTo(expected);
    }

    @Test
    void seesEveryBitOfAValue() {
        String one = new Digest().add(new float[] {1, 0}).hex();
        assertThat(new Digest()
                        .add(new byte[] {0x3f, (byte) 0x80, 0, 0, 0, 0, 0, 0})
                        .hex())
                .isEqualTo(one);
        assertThat(new Digest().add(new float[] {1, -0f}).hex()).isNotEqualTo(one);
        assertThat(new Digest().add(new float[] {Math.nextUp(1f), 0}).hex()).isNotEqualTo(one);
    }

    @Test
    void followsLinksToFolders(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("model/unet"));
        Files.writeString(folder.resolve("model/unet/weights"), "abc");
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("model"));
        Files.createDirectory(folder.resolve("parts"));
        Files.createSymbolicLink(folder.resolve("parts/unet"), folder.resolve("model/unet"));
        String file = "unet/weights\0" + "3\0" + "abc";
        String expected =
                new Digest().add(file.getBytes(StandardCharsets.US_ASCII)).hex() + "/";
        assertThat(Digest.of(link)).isEqualTo(expected);
        assertThat(Digest.of(folder.resolve("parts"))).isEqualTo(expected);
    }

    @Test
    void seesThatAFileOfAFolderHasAnotherName(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("photo-1.png"), "abc");
        Files.writeString(folder.resolve("photo-2.png"), "abc");
        String before = Digest.of(folder);
        String contents = Digest.contents(folder);
        Files.move(folder.resolve("photo-2.png"), folder.resolve("photo-3.png"));
        assertThat(Digest.of(folder)).isNotEqualTo(before);
        assertThat(Digest.matches(folder, before)).isFalse();
        assertThat(Digest.contents(folder)).isEqualTo(contents);
        assertThat(Digest.matches(folder, contents)).isTrue();
    }

    @Test
    void seesWhereOneFileOfAFolderEndsAndTheNextBegins(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("one"));
        Files.createDirectories(folder.resolve("two"));
        Files.writeString(folder.resolve("one/a"), "ab");
        Files.writeString(folder.resolve("one/b"), "c");
        Files.writeString(folder.resolve("two/a"), "a");
        Files.writeString(folder.resolve("two/b"), "bc");
        assertThat(Digest.of(folder.resolve("one"))).isNotEqualTo(Digest.of(folder.resolve("two")));
    }

    @Test
    void refusesLinksThatLeadInACircle(@TempDir Path folder) throws IOException {
        Files.createSymbolicLink(folder.resolve("self"), folder);
        assertThatThrownBy(() -> Digest.of(folder)).isInstanceOf(BadData.class).hasMessageContaining("cannot be read");
    }
}
