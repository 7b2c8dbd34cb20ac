package consumer;

import io.github.fttp.metrics.MetricDefinition;
import io.github.fttp.metrics.Observed;
import io.github.fttp.metrics.Requirement;
import io.github.fttp.metrics.statistics.Interval;
import io.github.fttp.metrics.text.TextObservation;

/** A metric of one's own: the mean number of words of an answer. */
public class WordsOfAnAnswer {
    private static final long SEED = 1;

    public static final MetricDefinition<TextObservation> DEFINITION = MetricDefinition.of(
                    TextObservation.class, "words of an answer", "How much the model says.", WordsOfAnAnswer::measure)
            .needs(Requirement.ANSWERS);

    /** Gives the mean with the interval of a bootstrap over answers. */
    private static Interval measure(Observed<TextObservation> observed) {
        double[] counts = observed.now().answers().stream()
                .mapToDouble(answer -> answer.isBlank() ? 0 : answer.strip().split("\\s+").length)
                .toArray();
        return counts.length == 0 ? Interval.NONE : Interval.ofMean(counts, SEED);
    }
}
