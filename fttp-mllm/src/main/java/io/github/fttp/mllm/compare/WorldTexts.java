package io.github.fttp.mllm.compare;

import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.Column;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.TaskColumns;
import io.github.fttp.metrics.compare.TaskConcept;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.Facts;
import io.github.fttp.metrics.statistics.HarmonicMean;
import io.github.fttp.metrics.text.TruthRatio;
import io.github.fttp.mllm.conceptworld.WorldDialogues;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.SampleEncoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** The drawn world as what is said and asked: measurements of its own, for it knows what each word is. */
final class WorldTexts implements TextSource {
    private static final String NAMED = "name rate, fuzzy";
    static final String NAME_RATE = "name rate";
    static final String FACTS = "facts by name";

    private static final List<Column> COLUMNS = List.of(
            Column.share(NAME_RATE),
            Column.share(NAMED),
            Column.share(FACTS),
            Column.share("near named"),
            Column.share("far named"),
            Column.share("facts of others"),
            Column.ratio("natural perplexity"),
            Column.share("facts by alias"),
            Column.plain("membership inference by loss").explained("AUC; 0.5: chance"));

    private final ComparisonTask task;
    private final SampleEncoder encoder;
    private final ImagePreparation preparation;
    private final List<Column> columns;
    private final double guessing;
    /** By concept and budget; measured once, while the model is untouched. */
    private final Map<String, TruthRatio> strangers = new HashMap<>();

    WorldTexts(ComparisonTask task, SampleEncoder encoder, ImagePreparation preparation) {
        this.task = task;
        this.encoder = encoder;
        this.preparation = preparation;
        columns = TaskColumns.of(COLUMNS, task);
        guessing = guessing(task);
    }

    /**
     * Computes how often somebody is right who says what of a fact at random: one of as many as the world's characters have
     * of a kind.
     */
    static double guessing(ComparisonTask task) {
        List<DrawnCharacter> all = task.world().orElseThrow().size().cast().characters();
        long facts = all.stream()
                .flatMap(each -> Arrays.stream(Facts.Kind.values()).map(each.facts()::get))
                .distinct()
                .count();
        return Facts.Kind.values().length / (double) facts;
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public TextExam exam(TaskConcept concept, int draw, Budget budget) {
        WorldDialogues dialogues = new WorldDialogues(encoder, preparation);
        return new WorldTextExam(task, concept.drawn(), draw, budget, dialogues, strangers);
    }

    /** The harmonic mean of names, almost right ones too, and of facts, as far as they are above guessing, that are gone. */
    @Override
    public double forgetting(Outcome before, Outcome after) {
        double named = before.value(NAMED);
        double known = before.value(FACTS) - guessing;
        if (named == 0 || known <= 0) return Double.NaN;
        return HarmonicMean.of(1 - stillNamed(before, after), 1 - stillKnown(before, after));
    }

    /** The harmonic mean of what is left of both. */
    @Override
    public double left(Outcome before, Outcome after) {
        return HarmonicMean.of(stillNamed(before, after), stillKnown(before, after));
    }

    private static double stillNamed(Outcome before, Outcome after) {
        return Math.min(1, after.value(NAMED) / before.value(NAMED));
    }

    private double stillKnown(Outcome before, Outcome after) {
        return Math.min(1, Math.max(0, after.value(FACTS) - guessing) / (before.value(FACTS) - guessing));
    }

    /** The harmonic mean of what is left of the others' names and facts, near ones where the concept has such, and of natural language. */
    @Override
    public double utility(Outcome before, Outcome after) {
        double[] left = after.left(List.of("near named", "far named", "facts of others"), before);
        double language = language(before.value("natural perplexity"), after.value("natural perplexity"));
        return HarmonicMean.of(DoubleStream.concat(DoubleStream.of(left), DoubleStream.of(language))
                .toArray());
    }

    /** 0 of a perplexity that is no number any more. */
    private static double language(double before, double after) {
        return Double.isNaN(after) ? 0 : Math.min(1, before / after);
    }
}
