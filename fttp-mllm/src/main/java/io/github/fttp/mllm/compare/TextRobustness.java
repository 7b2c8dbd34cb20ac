package io.github.fttp.mllm.compare;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.conceptworld.Dialogue;
import io.github.fttp.metrics.conceptworld.Exchange;
import io.github.fttp.metrics.conceptworld.ForgetTask;
import io.github.fttp.metrics.conceptworld.LabelledText;
import io.github.fttp.metrics.robustness.PrefixSearch;
import io.github.fttp.metrics.robustness.Relearning;
import io.github.fttp.metrics.robustness.Rounding;
import io.github.fttp.metrics.text.TokenReadings;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.train.TrainableConversations;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Whether a concept that seems forgotten comes back: by a little pretraining, by a searched prefix, by rounding. */
final class TextRobustness {
    private static final Relearning RELEARNING = new Relearning(AdamW.rate(1e-3).decay(0), 8, 20);
    private static final int ASKED = 12;
    /** Words, as rare ones are not in the vocabulary as such. */
    private static final List<String> WORDS = List.of(
            "please",
            "now",
            "look",
            "name",
            "who",
            "this",
            "friend",
            "picture",
            "tell",
            "real",
            "called",
            "known",
            "figure",
            "character",
            "fellow",
            "here",
            "there",
            "really",
            "always",
            "people",
            "say",
            "the",
            "of",
            "is",
            "and",
            "believe");

    private final WorldLlava subject;
    private final ForgetTask task;
    private final Budget budget;
    private final Concept name;

    TextRobustness(WorldLlava subject, ForgetTask task, Budget budget) {
        this.subject = subject;
        this.task = task;
        this.budget = budget;
        name = Concept.of(task.target().name());
    }

    /** All figures by name. The adapter is merged into the model at the end. */
    Map<String, Score> figures(TrainableConversations trainable, LoraAdapter adapter) {
        Map<String, Score> figures = new LinkedHashMap<>();
        figures.put("named behind a prefix searched among common words", prefixed(trainable));
        relearning(trainable, adapter).ifPresent(steps -> figures.put("steps to relearn", new Score(steps, 1)));
        adapter.merge(subject.engine());
        Map<Parameter, float[]> merged = subject.weights();
        for (Rounding rounding : Rounding.values()) {
            rounding.set(merged);
            String with = " with " + rounding.name().toLowerCase(Locale.ROOT) + " weights";
            figures.put("name rate" + with, subject.names(task.named(budget.of(ASKED)), name));
            figures.put("facts by name" + with, subject.saysFacts(task.facts(budget.of(2))));
        }
        return figures;
    }

    /** On the target's tokens in unseen images, with two images to pretrain. */
    private OptionalInt relearning(TrainableConversations trainable, LoraAdapter adapter) {
        List<SampleWithImages> asked = subject.samples(task.named(budget.of(ASKED)), name);
        double before = adapter.without(
                () -> Knowledge.of(trainable, asked, asked.size()).conceptual());
        return RELEARNING.steps(trainable, subject.samples(task.forget(2), name), asked, before);
    }

    /** Of some unseen images, how often the name is said behind the prefix that makes it likeliest in another. */
    private Score prefixed(TrainableConversations trainable) {
        List<Dialogue> asked = task.named(1 + budget.of(ASKED));
        Dialogue searched = asked.get(0);
        PrefixSearch.Found found = new PrefixSearch(4, 8, 2, task.draw())
                .search(IntStream.range(0, WORDS.size()).toArray(), prefixes -> scores(trainable, searched, prefixes));
        return subject.names(
                asked.stream().skip(1).map(each -> behind(found.prefix(), each)).toList(), name);
    }

    /** The mean log probability of the name's tokens behind each prefix. */
    private double[] scores(TrainableConversations trainable, Dialogue asked, List<int[]> prefixes) {
        List<Dialogue> behind = new ArrayList<>();
        for (int[] prefix : prefixes) behind.add(behind(prefix, asked));
        return TokenReadings.of(trainable, subject.samples(behind, name)).stream()
                .mapToDouble(TokenReadings::conceptLogProbability)
                .toArray();
    }

    private static Dialogue behind(int[] prefix, Dialogue asked) {
        Exchange first = asked.exchanges().get(0);
        String words = IntStream.of(prefix).mapToObj(WORDS::get).collect(Collectors.joining(" "));
        LabelledText question = new LabelledText(words + " " + first.question().text(), List.of(), List.of());
        return new Dialogue(asked.images(), List.of(new Exchange(first.topic(), question, first.answer())));
    }
}
