package io.github.fttp.mllm.forget;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.text.TextSample;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.evaluate.Question;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Data that is measured on or kept is another than what is trained on or forgotten, or it is said. */
class TrainedSamplesTest {
    private static final List<Conversation> FORGET = List.of(about("a", "Who?"), about("b", "Where?"));
    private static final List<Conversation> RETAIN = List.of(about("c", "What?"));

    @Test
    void otherDataIsNothingToSay() {
        TrainedSamples trained = new TrainedSamples(FORGET, RETAIN);
        assertThat(trained.overlap()).isEmpty();
        assertThat(trained.among(DataSet.GENERALITY, List.of(asked("a", "When?"))))
                .isEmpty();
    }

    @Test
    void theSameSamplesAreFoundWhateverTheirId() {
        TrainedSamples trained = new TrainedSamples(FORGET, RETAIN);
        assertThat(trained.among(DataSet.GENERALITY, List.of(asked("x", "Who?"), asked("y", "When?"))))
                .hasValue(
                        "1 of 2 samples (\"x\") of generality are trained on: they do not tell what is known of unseen data");
        assertThat(trained.among(DataSet.NATURAL, List.of(asked("c", "What?")))).isPresent();
    }

    @Test
    void whatIsHeldOutAndTrainedOnIsSaid() {
        TrainedSamples trained = new TrainedSamples(FORGET, RETAIN);
        assertThat(trained.held(List.of(about("d", "When?")))).isEmpty();
        assertThat(trained.held(List.of(about("copy", "Who?")))).hasValueSatisfying(said -> assertThat(said)
                .startsWith("1 of 1 samples (\"copy\") held out of the data"));
    }

    @Test
    void whatIsKeptAndForgottenIsSaid() {
        assertThat(new TrainedSamples(FORGET, FORGET).overlap()).hasValueSatisfying(said -> assertThat(said)
                .startsWith("2 of 2 samples (\"a\" and others) of the data to keep are in the data to forget"));
    }

    private static Conversation about(String id, String question) {
        return Conversation.of(id, List.of(Path.of("a.png")), question, "Mira Volk.");
    }

    private static Question asked(String id, String question) {
        return new Question(
                about(id, question), List.of(), new TextSample(id, question, "Mira Volk.", List.of(), List.of()));
    }
}
