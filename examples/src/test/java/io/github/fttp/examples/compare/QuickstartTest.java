package io.github.fttp.examples.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.metrics.compare.Budget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All of it, with few questions and steps: that it runs. */
class QuickstartTest {
    @TempDir
    Path folder;

    @Test
    void reportsOnTextAndImages() throws IOException {
        Quickstart quickstart = new Quickstart(Budget.SMALLEST, 2, 2);
        quickstart.out = folder.resolve("quickstart");
        assertThat(quickstart.call()).isZero();
        String page = Files.readString(quickstart.out.resolve("report.html"));
        assertThat(page.replaceAll("data:[^\"]*", ""))
                .contains(
                        "Forgetting Mira Volk",
                        "In text",
                        "In images",
                        "FTTP, bounded (not reached in 1 of 1 runs)",
                        "FTTP, xattn (not reached in 1 of 1 runs)",
                        "GA, xattn (not reached in 1 of 1 runs)",
                        "GA (not reached in 1 of 1 runs)",
                        "Natural knowledge, held out: LoRA",
                        "In text: what it cost</h2>",
                        "In images: what it cost</h2>")
                .doesNotContain("http");
    }
}
