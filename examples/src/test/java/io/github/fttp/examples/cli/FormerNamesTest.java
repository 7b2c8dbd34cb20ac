package io.github.fttp.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class FormerNamesTest {
    private final StringWriter said = new StringWriter();

    @Test
    void whatWasRenamedStillWorksAndIsSaid() {
        assertThat(replaced("teach-sd", "--pictures", "3", "--picture-size=64"))
                .containsExactly("pretrain-sd", "--images", "3", "--image-size=64");
        assertThat(said.toString().lines())
                .containsExactly(
                        "note: teach-sd is called pretrain-sd now",
                        "note: --pictures is called --images now",
                        "note: --picture-size is called --image-size now");
    }

    @Test
    void oneFormerNameMayHaveBecomeTwo() {
        assertThat(replaced("forget-sd", "--pictures=0", "--images", "photos"))
                .containsExactly("forget-sd", "--sample-images=0", "--images", "photos");
    }

    @Test
    void allElseStaysAsItIs() {
        assertThat(replaced("verify", "--pictures", "teach-sd")).containsExactly("verify", "--pictures", "teach-sd");
        assertThat(said.toString()).isEmpty();
        assertThat(replaced()).isEmpty();
    }

    private String[] replaced(String... arguments) {
        return FormerNames.replaced(arguments, new PrintWriter(said));
    }
}
