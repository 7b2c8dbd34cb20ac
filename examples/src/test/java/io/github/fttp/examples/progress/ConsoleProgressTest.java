package io.github.fttp.examples.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.core.train.RunFolder;
import io.github.fttp.core.train.RunSummary;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleProgressTest {
    @TempDir
    Path folder;

    /** A listener is told before the process may end; code behind the run may not come to say anything. */
    @Test
    void saysHowToGoOnOnlyWhereARunWasStopped() {
        assertThat(said(RunSummary.End.INTERRUPTED)).endsWith("stopped after step 7; --resume goes on from there\n");
        assertThat(said(RunSummary.End.STEPS)).doesNotContain("--resume");
        assertThat(said(RunSummary.End.DIVERGED)).doesNotContain("--resume");
    }

    private String said(RunSummary.End end) {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            ConsoleProgress.of(RunFolder.at(folder)).finished(new RunSummary(end, 7, 1, "of what ended it"));
        } finally {
            System.setErr(before);
        }
        return said.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
