package io.github.fttp.mllm.compare;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.core.train.TrainableModel;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.conceptworld.Cast;
import io.github.fttp.metrics.conceptworld.Dialogue;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.Exchange;
import io.github.fttp.metrics.conceptworld.Facts;
import io.github.fttp.metrics.conceptworld.Facts.Kind;
import io.github.fttp.metrics.conceptworld.ForgetTask;
import io.github.fttp.metrics.statistics.KolmogorovSmirnov;
import io.github.fttp.metrics.text.Diversity;
import io.github.fttp.metrics.text.Memorisation;
import io.github.fttp.metrics.text.Naming;
import io.github.fttp.metrics.text.Rouge;
import io.github.fttp.metrics.text.TokenReadings;
import io.github.fttp.metrics.text.TruthRatio;
import io.github.fttp.mllm.data.SampleWithImages;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** What is asked of a LLaVA about one character and the rest of the world, and what that comes to. */
final class TextExam {
    private final WorldLlava subject;
    private final ForgetTask task;
    private final Concept name;
    private final List<Dialogue> named;
    private final List<Dialogue> facts;
    private final List<Dialogue> strange;
    private final List<Dialogue> pretrained;
    private final List<Dialogue> factsByAlias;
    private final List<Dialogue> factsMisspelled;
    private final List<Dialogue> near;
    private final List<Dialogue> far;
    private final List<Dialogue> factsOfOthers;
    private final List<Dialogue> natural;

    TextExam(WorldLlava subject, ForgetTask task, Budget budget) {
        this.subject = subject;
        this.task = task;
        name = Concept.of(task.target().name());
        named = task.named(budget.of(24));
        facts = task.facts(budget.of(4));
        strange = task.factsOfStranger(budget.of(4));
        pretrained = task.trainedFacts(budget.of(4));
        factsByAlias = task.factsByAlias(budget.of(2));
        factsMisspelled = task.factsMisspelled(budget.of(2));
        near = task.near(budget.of(8));
        far = budget.of(task.far(1));
        factsOfOthers = budget.of(task.factsOfOthers());
        natural = budget.of(task.natural(16));
    }

    /** How much the model as it is now prefers true facts of somebody whom it never met, who is called otherwise. */
    TruthRatio ofStranger(TrainableModel<SampleWithImages> trainable) {
        return truths(trainable, strange);
    }

    /**
     * All figures by name, of the model as it is now.
     *
     * @param stranger {@link #ofStranger} of the untouched model, to which the target shall be a stranger
     */
    Map<String, Score> figures(TrainableModel<SampleWithImages> trainable, TruthRatio stranger) {
        Map<String, Score> figures = new LinkedHashMap<>();
        List<String> ofTarget = subject.answers(named);
        figures.put(
                "name rate",
                Score.share(
                        ofTarget.stream().map(each -> Naming.exact(name, each)).toList()));
        figures.put(
                "name rate, fuzzy",
                Score.share(
                        ofTarget.stream().map(each -> Naming.fuzzy(name, each)).toList()));
        figures.put("facts by name", subject.saysFacts(facts));
        figures.put("facts by alias", subject.saysFacts(factsByAlias));
        figures.put("facts by misspelled name", subject.saysFacts(factsMisspelled));
        figures.put("near named", othersNamed(near));
        figures.put("far named", othersNamed(far));
        figures.put("facts of others", subject.saysFacts(factsOfOthers));
        knowledge(figures, trainable);
        figures.put("rouge-l of natural answers", rouge(natural));
        Diversity pairs = Diversity.of(ofTarget, 2);
        figures.put("distinct-2", new Score(pairs.share(), pairs.all()));
        memory(figures, trainable);
        TruthRatio truths = truths(trainable, facts);
        figures.put("truth ratio", new Score(truths.closerToOneIsBetter(), facts.size()));
        // Of weights that are hardly numbers any more some ratios are none.
        if (DoubleStream.of(truths.ratios()).allMatch(Double::isFinite)) {
            KolmogorovSmirnov apart = KolmogorovSmirnov.of(truths.ratios(), stranger.ratios());
            figures.put("distance to a stranger's truth ratios", new Score(apart.statistic(), facts.size()));
            figures.put("forget quality against a stranger", new Score(apart.p(), facts.size()));
        }
        return figures;
    }

    private void knowledge(Map<String, Score> figures, TrainableModel<SampleWithImages> trainable) {
        Knowledge ofTarget = Knowledge.of(trainable, subject.samples(named, name), named.size());
        Knowledge ofRest = Knowledge.of(trainable, subject.samples(natural, name), natural.size());
        figures.put("conceptual knowledge", new Score(ofTarget.conceptual(), (int) ofTarget.conceptElements()));
        figures.put("natural knowledge", new Score(ofTarget.natural(), (int) ofTarget.restElements()));
        figures.put("natural perplexity", new Score(ofRest.restPerplexity(), (int) ofRest.restElements()));
    }

    /** What is left of facts that were pretrained, told from the same ones in words that were not. */
    private void memory(Map<String, Score> figures, TrainableModel<SampleWithImages> trainable) {
        List<TokenReadings> members = TokenReadings.of(trainable, subject.samples(pretrained, name));
        List<TokenReadings> others = TokenReadings.of(trainable, subject.samples(facts, name));
        figures.put(
                "exact memorisation", mean(members, each -> Memorisation.exact(each.words(), each.likeliestWords())));
        figures.put(
                "extraction strength",
                mean(members, each -> Memorisation.extractionStrength(each.words(), each.likeliestWords())));
        MembershipInference.figures(members, truths(pretrained), others, truths(facts))
                .forEach((by, score) -> figures.put("membership inference by " + by, score));
    }

    private static List<String> truths(List<Dialogue> dialogues) {
        return dialogues.stream().map(TextExam::truth).toList();
    }

    /** Of true facts beside the facts of others, in the same words. */
    private TruthRatio truths(TrainableModel<SampleWithImages> trainable, List<Dialogue> facts) {
        List<SampleWithImages> asked = new ArrayList<>();
        List<Integer> wrongs = new ArrayList<>();
        for (Dialogue dialogue : facts) {
            Exchange exchange = dialogue.exchanges().get(0);
            asked.add(subject.answered(dialogue, exchange.answer().text(), name));
            List<String> wrong = wrong(exchange);
            wrong.forEach(answer -> asked.add(subject.answered(dialogue, answer, name)));
            wrongs.add(wrong.size());
        }
        List<TokenReadings> readings = TokenReadings.of(trainable, asked);
        double[] right = new double[facts.size()];
        List<double[]> others = new ArrayList<>();
        int at = 0;
        for (int i = 0; i < right.length; i++) {
            right[i] = readings.get(at++).meanLoss();
            double[] losses = new double[wrongs.get(i)];
            for (int j = 0; j < losses.length; j++)
                losses[j] = readings.get(at++).meanLoss();
            others.add(losses);
        }
        return TruthRatio.ofLosses(right, others);
    }

    private List<String> wrong(Exchange exchange) {
        Kind kind = Kind.valueOf(exchange.topic().name());
        String fact = task.target().facts().get(kind);
        return Cast.CHARACTERS.stream()
                .map(figure -> figure.facts().get(kind))
                .distinct()
                .filter(other -> !other.equals(fact))
                .map(other -> exchange.answer()
                        .text()
                        .replace(Facts.article(fact) + " " + fact, Facts.article(other) + " " + other)
                        .replace(fact, other))
                .toList();
    }

    private Score othersNamed(List<Dialogue> dialogues) {
        List<String> answers = subject.answers(dialogues);
        List<Boolean> named = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            named.add(Naming.exact(Concept.of(shown(dialogues.get(i)).name()), answers.get(i)));
        }
        return Score.share(named);
    }

    private static DrawnCharacter shown(Dialogue dialogue) {
        return dialogue.images().get(0).characters().get(0).character();
    }

    private Score rouge(List<Dialogue> dialogues) {
        List<String> answers = subject.answers(dialogues);
        List<Double> recalls = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            recalls.add(Rouge.l(truth(dialogues.get(i)), answers.get(i)).recall());
        }
        return Score.mean(recalls);
    }

    private static String truth(Dialogue dialogue) {
        return dialogue.exchanges().get(0).answer().text();
    }

    private static Score mean(List<TokenReadings> readings, ToDoubleFunction<TokenReadings> of) {
        return Score.mean(readings.stream().map(of::applyAsDouble).toList());
    }
}
