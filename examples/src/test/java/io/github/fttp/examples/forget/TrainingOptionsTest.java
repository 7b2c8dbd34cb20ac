package io.github.fttp.examples.forget;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class TrainingOptionsTest {
    @ParameterizedTest
    @CsvSource({"fttp,,128", "sineproject,,32", "sineproject,16,16"})
    void adaptersAreOfTheRankThatTheMethodsAuthorsTrain(String method, String asked, int rank) {
        TrainingOptions options = new TrainingOptions();
        CommandLine line = new CommandLine(CommandLine.Model.CommandSpec.create()
                .addMixin("training", CommandLine.Model.CommandSpec.forAnnotatedObject(options)));
        if (asked == null) line.parseArgs("--method", method);
        else line.parseArgs("--method", method, "--lora-rank", asked);
        assertThat(options.lora().rank()).isEqualTo(rank);
        assertThat(options.lora().alpha()).isEqualTo(2.0 * rank);
    }
}
