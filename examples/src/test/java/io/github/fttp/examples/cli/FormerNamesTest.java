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
    void strengthsMoveIntoTheMethod() {
        assertThat(replaced("forget-llava", "--alpha", "0.3", "--model", "m", "--beta=1"))
                .containsExactly("forget-llava", "--model", "m", "--method", "fttp:alpha=0.3,beta=1");
        assertThat(replaced("forget-sd", "--method", "RANDOM_LABEL", "--beta", "2"))
                .containsExactly("forget-sd", "--method", "RANDOM_LABEL:retain=2");
        assertThat(replaced("forget-llava", "--method=kl")).containsExactly("forget-llava", "--method", "fttp-kl");
        assertThat(replaced("edit-sd", "--keep", "0.5")).containsExactly("edit-sd", "--method", "uce:beta=0.5");
        assertThat(replaced("forget-sd", "--method", "npo:beta=1"))
                .containsExactly("forget-sd", "--method", "npo:beta=1");
    }

    @Test
    void unseenDataAreASetAmongOthers() {
        assertThat(replaced("evaluate", "--unseen", "a.json")).containsExactly("evaluate", "--eval", "unseen=a.json");
        assertThat(replaced("evaluate", "--unseen=a.json")).containsExactly("evaluate", "--eval=unseen=a.json");
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
