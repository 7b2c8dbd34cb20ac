package io.github.fttp.mllm.compare;

import io.github.fttp.core.image.Images;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.Observed;
import io.github.fttp.metrics.compare.Attack;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.Collateral;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.DrawnWorld;
import io.github.fttp.metrics.compare.Oracle.Part;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.compare.WorldCharacter;
import io.github.fttp.metrics.conceptworld.Dialogue;
import io.github.fttp.metrics.conceptworld.DrawnCharacter;
import io.github.fttp.metrics.conceptworld.Exchange;
import io.github.fttp.metrics.conceptworld.Facts;
import io.github.fttp.metrics.conceptworld.Facts.Kind;
import io.github.fttp.metrics.conceptworld.ForgetTask;
import io.github.fttp.metrics.conceptworld.Split;
import io.github.fttp.metrics.conceptworld.Staging;
import io.github.fttp.metrics.statistics.Interval;
import io.github.fttp.metrics.statistics.KolmogorovSmirnov;
import io.github.fttp.metrics.text.Diversity;
import io.github.fttp.metrics.text.Memorisation;
import io.github.fttp.metrics.text.Naming;
import io.github.fttp.metrics.text.Rouge;
import io.github.fttp.metrics.text.TextMetrics;
import io.github.fttp.metrics.text.TextObservation;
import io.github.fttp.metrics.text.TokenReadings;
import io.github.fttp.metrics.text.TruthRatio;
import io.github.fttp.mllm.conceptworld.WorldDialogues;
import io.github.fttp.mllm.data.AlternativeAnswers;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.evaluate.Question;
import io.github.fttp.mllm.evaluate.VisionLanguageSubject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** An exam of what is asked of a model about one character and the rest of the drawn world, and what that comes to. */
final class WorldTextExam implements TextExam {
    /** Images of which some are asked behind a prefix, or with rounded weights. */
    private static final int ATTACKED = 12;
    /** Images of each other character by which its loss is measured. */
    private static final int OF_EACH_OTHER = 4;
    /** The most of such images in all, as far as there is one of each. */
    private static final int OF_OTHERS = 96;
    /** Questions of each kind that asks otherwise. */
    private static final int PROBED = 8;
    /** Images of the target, and of others, that a run is followed on. */
    private static final int FOLLOWED = 8;

    private final ComparisonTask settings;
    private final DrawnWorld given;
    private final ForgetTask task;
    private final Budget budget;
    private final WorldDialogues texts;
    private final Map<String, TruthRatio> strangers;
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

    /** @param strangers by character and budget, see {@link #observe} */
    WorldTextExam(
            ComparisonTask settings,
            WorldCharacter character,
            int draw,
            Budget budget,
            WorldDialogues texts,
            Map<String, TruthRatio> strangers) {
        this.settings = settings;
        this.budget = budget;
        this.texts = texts;
        this.strangers = strangers;
        given = character.world();
        task = character.task(draw, budget);
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

    @Override
    public Concept concept() {
        return name;
    }

    @Override
    public List<SampleWithImages> forget() {
        return texts.samples(task.forget(given.images()), task.concept());
    }

    @Override
    public List<SampleWithImages> retain() {
        return texts.samples(task.retain(given.kept()), task.concept());
    }

    @Override
    public List<SampleWithImages> alternatives() {
        List<String> refusals = settings.text().refusals();
        AlternativeAnswers answers =
                refusals.isEmpty() ? AlternativeAnswers.refusals() : AlternativeAnswers.of(refusals);
        return texts.answered(task.forget(given.images()), answers, task.draw(), task.concept());
    }

    /** Who is in unseen images: of the target, and of the others, those who look much like it first. */
    @Override
    public TextCourse course(VisionLanguageSubject now) {
        ForgetTask followed = new ForgetTask(task.world(), task.target(), task.draw(), Split.VALIDATION);
        List<Dialogue> seen = followed.named(FOLLOWED);
        List<Dialogue> ofOthers = new ArrayList<>(followed.near(1));
        ofOthers.addAll(followed.far(1));
        return new TextCourse(
                now,
                texts.questions(seen),
                texts.samples(seen, name),
                ofOthers.stream()
                        .limit(FOLLOWED)
                        .flatMap(each -> texts
                                .samples(List.of(each), Concept.of(shown(each).name()))
                                .stream())
                        .toList(),
                Knowledge::mentionProbability,
                1.0 / task.world().cast().characters().size());
    }

    /**
     * Measures how much it prefers true facts of somebody whom it never met, who is called otherwise: the target shall be such
     * a stranger.
     */
    @Override
    public void observe(VisionLanguageSubject untouched) {
        strangers.computeIfAbsent(key(), key -> truths(untouched, strange));
    }

    private String key() {
        return task.target().name() + " " + budget;
    }

    @Override
    public Map<String, Score> before(VisionLanguageSubject untouched) {
        observe(untouched);
        return scores(untouched);
    }

    @Override
    public Map<String, Score> scores(VisionLanguageSubject now) {
        TruthRatio stranger = strangers.get(key());
        Map<String, Score> figures = new LinkedHashMap<>();
        List<String> ofTarget = now.answers(texts.questions(named));
        figures.putAll(naming(ofTarget));
        figures.put(WorldTexts.FACTS, saysFacts(now, facts));
        figures.put("facts by alias", saysFacts(now, factsByAlias));
        figures.put("facts by misspelled name", saysFacts(now, factsMisspelled));
        figures.put("near named", othersNamed(now, near));
        figures.put("far named", othersNamed(now, far));
        figures.put("facts of others", saysFacts(now, factsOfOthers));
        knowledge(figures, now);
        figures.put("rouge-l of natural answers", rouge(now, natural));
        Diversity pairs = Diversity.of(ofTarget, 2);
        figures.put("distinct-2", new Score(pairs.share(), pairs.all()));
        memory(figures, now);
        TruthRatio truths = truths(now, facts);
        figures.put("truth ratio", new Score(truths.closerToOneIsBetter(), facts.size()));
        // Of weights that are hardly numbers any more some ratios are none.
        if (DoubleStream.of(truths.ratios()).allMatch(Double::isFinite)) {
            KolmogorovSmirnov apart = KolmogorovSmirnov.of(truths.ratios(), stranger.ratios());
            figures.put("distance to a stranger's truth ratios", new Score(apart.statistic(), facts.size()));
            figures.put("forget quality against a stranger", new Score(apart.p(), facts.size()));
        }
        return figures;
    }

    private Map<String, Score> naming(List<String> answers) {
        Map<String, Score> rates = new LinkedHashMap<>();
        rates.put(
                WorldTexts.NAME_RATE,
                Score.share(
                        answers.stream().map(each -> Naming.exact(name, each)).toList()));
        rates.put(
                "name rate, fuzzy",
                Score.share(
                        answers.stream().map(each -> Naming.fuzzy(name, each)).toList()));
        return rates;
    }

    private void knowledge(Map<String, Score> figures, VisionLanguageSubject now) {
        Knowledge ofTarget = Knowledge.of(now.trainable(), texts.samples(named, name), named.size());
        Knowledge ofRest = Knowledge.of(now.trainable(), texts.samples(natural, name), natural.size());
        figures.put(
                TextMetrics.CONCEPTUAL_KNOWLEDGE, new Score(ofTarget.conceptual(), (int) ofTarget.conceptElements()));
        figures.put(TextMetrics.NATURAL_KNOWLEDGE, new Score(ofTarget.natural(), (int) ofTarget.restElements()));
        figures.put("natural perplexity", new Score(ofRest.restPerplexity(), (int) ofRest.restElements()));
    }

    /** Measures what is left of facts that were pretrained, told from the same ones in words that were not. */
    private void memory(Map<String, Score> figures, VisionLanguageSubject now) {
        TextObservation ofPretrained = read(now, pretrained);
        List<TokenReadings> members = ofPretrained.readings();
        figures.put(
                "exact memorisation", mean(members, each -> Memorisation.exact(each.words(), each.likeliestWords())));
        figures.put(
                "extraction strength",
                mean(members, each -> Memorisation.extractionStrength(each.words(), each.likeliestWords())));
        Observations<TextObservation> known =
                new Observations<>(name, Map.of(DataSet.FORGET, ofPretrained, DataSet.UNSEEN, read(now, facts)));
        for (String by : List.of("loss", "min-k", "zlib")) {
            Interval area = Metrics.named(TextObservation.class, "membership by " + by)
                    .measure(new Observed<>(DataSet.FORGET, known, Observations.none(name), Observations.none(name)));
            figures.put("membership inference by " + by, new Score(area.value(), area.samples()));
        }
    }

    private TextObservation read(VisionLanguageSubject now, List<Dialogue> dialogues) {
        List<Question> questions = texts.questions(dialogues);
        return new TextObservation(
                questions.stream().map(Question::text).toList(),
                List.of(),
                now.readings(questions, TextAttacks.truths(questions)),
                List.of(),
                List.of());
    }

    /** Reads the truth ratio of true facts beside the facts of others, in the same words. */
    private TruthRatio truths(VisionLanguageSubject now, List<Dialogue> facts) {
        return RivalAnswers.truths(
                now,
                facts.stream()
                        .map(each -> new RivalAnswers(
                                texts.question(each),
                                List.of(truth(each)),
                                wrong(each.exchanges().get(0))))
                        .toList());
    }

    private List<String> wrong(Exchange exchange) {
        Kind kind = Kind.valueOf(exchange.topic().name());
        String fact = task.target().facts().get(kind);
        return task.world().cast().characters().stream()
                .map(figure -> figure.facts().get(kind))
                .distinct()
                .filter(other -> !other.equals(fact))
                .map(other -> exchange.answer()
                        .text()
                        .replace(Facts.article(fact) + " " + fact, Facts.article(other) + " " + other)
                        .replace(fact, other))
                .toList();
    }

    private Score othersNamed(VisionLanguageSubject now, List<Dialogue> dialogues) {
        List<String> answers = now.answers(texts.questions(dialogues));
        List<Boolean> named = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            named.add(Naming.exact(Concept.of(shown(dialogues.get(i)).name()), answers.get(i)));
        }
        return Score.share(named);
    }

    private static DrawnCharacter shown(Dialogue dialogue) {
        return dialogue.images().get(0).characters().get(0).character();
    }

    private Score rouge(VisionLanguageSubject now, List<Dialogue> dialogues) {
        List<String> answers = now.answers(texts.questions(dialogues));
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

    /** To which share of questions the answer says the fact that the true one says. */
    private Score saysFacts(VisionLanguageSubject now, List<Dialogue> dialogues) {
        List<String> answers = now.answers(texts.questions(dialogues));
        List<Boolean> said = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            said.add(dialogues.get(i).exchanges().get(0).saysFacts(answers.get(i)));
        }
        return Score.share(said);
    }

    /** Two images of the target, a near one and a far one, two facts, a place. */
    @Override
    public List<Shown> shown() {
        List<Dialogue> asked = new ArrayList<>(task.named(2));
        asked.addAll(task.near(1));
        asked.addAll(task.far(1).subList(0, 1));
        asked.addAll(task.facts(1).subList(0, 2));
        asked.addAll(task.natural(1).subList(0, 1));
        return asked.stream()
                .map(each -> new Shown(texts.question(each), png(each)))
                .toList();
    }

    private static String png(Dialogue dialogue) {
        return dialogue.images().stream()
                .map(image -> Base64.getEncoder().encodeToString(Images.png(image.image(Staging.SIZE))))
                .findFirst()
                .orElse("");
    }

    @Override
    public List<Question> named() {
        return texts.questions(task.named(1 + budget.of(ATTACKED)));
    }

    @Override
    public Map<Part, List<Question>> comparable() {
        Stream<Dialogue> rest = Stream.of(near, far, factsOfOthers, natural).flatMap(List::stream);
        Stream<Dialogue> concept = Stream.of(named, facts).flatMap(List::stream);
        return Map.of(Part.CONCEPT, texts.questions(concept.toList()), Part.REST, texts.questions(rest.toList()));
    }

    @Override
    public double[] truthRatios(VisionLanguageSubject model) {
        return truths(model, facts).ratios();
    }

    @Override
    public Map<String, Score> probes(VisionLanguageSubject now) {
        Map<String, Score> recalled = new LinkedHashMap<>();
        task.probes(budget.of(PROBED))
                .forEach((probe, dialogues) -> recalled.put(Attack.recalled(probe), recalled(now, dialogues)));
        return recalled;
    }

    /** How often the answer says the name, where the true one does; else the fact, as far as that is above guessing. */
    private Score recalled(VisionLanguageSubject now, List<Dialogue> dialogues) {
        if (!Naming.exact(name, truth(dialogues.get(0)))) {
            Score said = saysFacts(now, dialogues);
            double guessing = WorldTexts.guessing(settings);
            double above = Math.max(0, said.value() - guessing) / (1 - guessing);
            return new Score(above, said.size());
        }
        return Score.share(now.answers(texts.questions(dialogues)).stream()
                .map(each -> Naming.exact(name, each))
                .toList());
    }

    @Override
    public Map<Concept, List<SampleWithImages>> others() {
        Map<Concept, List<SampleWithImages>> others = new LinkedHashMap<>();
        int all = task.world().cast().characters().size() - 1;
        int each = Math.max(1, Math.min(OF_EACH_OTHER, OF_OTHERS / all));
        task.others(budget.of(each)).forEach((other, dialogues) -> {
            Concept named = Concept.of(other.name());
            others.put(named, texts.samples(dialogues, named));
        });
        return others;
    }

    @Override
    public Map<String, Score> likeness() {
        Map<String, Score> likeness = new LinkedHashMap<>();
        for (DrawnCharacter other : task.others(1).keySet()) {
            int shared = task.target().look().shared(other.look());
            likeness.put(Collateral.likeness("shared looks", other.name()), new Score(shared / 6.0, 6));
        }
        return likeness;
    }

    @Override
    public List<SampleWithImages> relearned() {
        return texts.samples(task.forget(TextAttacks.RELEARNED), name);
    }

    @Override
    public List<SampleWithImages> unseen() {
        return texts.samples(task.named(budget.of(ATTACKED)), name);
    }

    @Override
    public Map<String, Score> ofForgotten(VisionLanguageSubject now) {
        Map<String, Score> scores = new LinkedHashMap<>();
        scores.putAll(naming(now.answers(texts.questions(named))));
        scores.put(WorldTexts.FACTS, saysFacts(now, facts));
        return scores;
    }
}
