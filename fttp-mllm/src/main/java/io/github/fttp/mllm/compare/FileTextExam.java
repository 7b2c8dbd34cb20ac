package io.github.fttp.mllm.compare;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.image.ImageProcessor;
import io.github.fttp.core.image.Images;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.core.train.AtChance;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Evaluation;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.compare.Attack;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.Oracle.Part;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.compare.TaskColumns;
import io.github.fttp.metrics.compare.TaskConcept;
import io.github.fttp.metrics.text.Naming;
import io.github.fttp.metrics.text.TextMetrics;
import io.github.fttp.metrics.text.TextObservation;
import io.github.fttp.metrics.text.TextSample;
import io.github.fttp.mllm.data.AlternativeAnswers;
import io.github.fttp.mllm.data.Conversation;
import io.github.fttp.mllm.data.EncodedSample;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.LlavaConversations;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.evaluate.Question;
import io.github.fttp.mllm.evaluate.VisionLanguageSubject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An exam of what files have of one concept.
 *
 * @param questions by set, of the whole data
 * @param probes questions that ask otherwise, by name
 * @param followed what runs are followed on
 * @param untouched by concept and budget, see {@link #observe}
 */
record FileTextExam(
        ComparisonTask task,
        TaskConcept of,
        int draw,
        Budget budget,
        Map<DataSet, List<Question>> questions,
        Map<String, List<Question>> probes,
        FollowedTexts followed,
        List<Metric<TextObservation>> metrics,
        SampleEncoder encoder,
        ImagePreparation preparation,
        Map<String, Observations<TextObservation>> untouched)
        implements TextExam {
    /** Pixels of a side of the images that reports show. */
    private static final int SHOWN = 96;
    /** Questions of which some are asked behind a prefix. */
    private static final int ATTACKED = 12;

    @Override
    public Concept concept() {
        return of.concept();
    }

    @Override
    public List<SampleWithImages> forget() {
        return samples(conversations(of.files().forget()));
    }

    @Override
    public List<SampleWithImages> retain() {
        return samples(conversations(of.files().retain().orElseThrow()));
    }

    @Override
    public List<SampleWithImages> alternatives() {
        List<String> refusals = task.text().refusals();
        AlternativeAnswers answers = of.files()
                .alternatives()
                .map(AlternativeAnswers::read)
                .orElseGet(() -> refusals.isEmpty() ? AlternativeAnswers.refusals() : AlternativeAnswers.of(refusals));
        Path file = of.files().forget();
        return samples(followed.apart(file, answers.to(all(file), draw)));
    }

    private List<Conversation> all(Path file) {
        return LlavaConversations.read(file, of.files().images(file));
    }

    /** Those that runs are not followed on. */
    private List<Conversation> conversations(Path file) {
        return followed.apart(file, all(file));
    }

    private List<SampleWithImages> samples(List<Conversation> conversations) {
        List<EncodedSample> encoded = conversations.stream()
                .map(each -> encoder.encode(each, of.concept(), Matching.SPANS))
                .toList();
        return SampleWithImages.read(encoded, preparation, Decoding.REFERENCE);
    }

    /** Chance is what the model as it is finds as plausible as the name. */
    @Override
    public TextCourse course(VisionLanguageSubject now) {
        List<SampleWithImages> target = encoded(followed.named());
        double chance = target.isEmpty()
                ? 0
                : AtChance.of(now.trainable(), target, target.size()).probability();
        // What is marked in the answers about others, if anything is, is the concept, and not what is known of them.
        return new TextCourse(now, followed.named(), target, encoded(followed.others()), Knowledge::natural, chance);
    }

    private List<SampleWithImages> encoded(List<Question> questions) {
        return questions.stream()
                .map(each -> each.answered(encoder, of.concept(), Matching.SPANS))
                .toList();
    }

    @Override
    public void observe(VisionLanguageSubject model) {
        untouched.computeIfAbsent(key(), key -> evaluation(false).observe(model));
    }

    private String key() {
        return of.id() + " " + budget;
    }

    private Evaluation<List<Question>, TextObservation> evaluation(boolean forgottenOnly) {
        Map<DataSet, List<Question>> asked = new LinkedHashMap<>();
        questions.forEach((set, all) -> {
            if (!forgottenOnly || set.role().forgets()) asked.put(set, budget.of(all));
        });
        return new Evaluation<>(
                forgottenOnly ? task.ofForgetting(metrics, TextMetrics.CONCEPTUAL_KNOWLEDGE) : metrics, asked);
    }

    @Override
    public Map<String, Score> before(VisionLanguageSubject model) {
        if (untouched.containsKey(key())) return scores(model); // requests may have been followed since
        observe(model);
        Observations<TextObservation> then = untouched.get(key());
        return TaskColumns.scores(evaluation(false).measure(then, then));
    }

    @Override
    public Map<String, Score> scores(VisionLanguageSubject now) {
        return scores(now, false);
    }

    @Override
    public Map<String, Score> ofForgotten(VisionLanguageSubject now) {
        return scores(now, true);
    }

    private Map<String, Score> scores(VisionLanguageSubject now, boolean forgottenOnly) {
        Observations<TextObservation> then = untouched.get(key());
        Evaluation<List<Question>, TextObservation> evaluation = evaluation(forgottenOnly);
        return TaskColumns.scores(evaluation.measure(evaluation.observe(now, then), then));
    }

    /** The first question of each set. */
    @Override
    public List<Shown> shown() {
        return questions.values().stream().map(all -> shown(all.get(0))).toList();
    }

    private static Shown shown(Question question) {
        String image = question.conversation().images().stream()
                .findFirst()
                .map(file -> ImageProcessor.clip(SHOWN).fit(Images.read(file)))
                .map(small -> Base64.getEncoder().encodeToString(Images.png(small)))
                .orElse("");
        return new Shown(question, image);
    }

    /** Asks what methods are not given first. */
    @Override
    public List<Question> named() {
        List<Question> named = new ArrayList<>();
        for (DataSet set : List.of(DataSet.GENERALITY, DataSet.FORGET)) {
            for (Question each : questions.getOrDefault(set, List.of())) {
                if (Naming.exact(of.concept(), each.text().answer())) named.add(each);
            }
        }
        return named.subList(0, Math.min(named.size(), 1 + budget.of(ATTACKED)));
    }

    @Override
    public Map<Part, List<Question>> comparable() {
        Map<Part, List<Question>> parts = new EnumMap<>(Part.class);
        questions.forEach((set, all) -> parts.computeIfAbsent(
                        set.role().forgets() ? Part.CONCEPT : Part.REST, part -> new ArrayList<>())
                .addAll(budget.of(all)));
        return parts;
    }

    /** Of what is to be forgotten, as far as the data has wrong answers; the right one in other words where it has such. */
    @Override
    public double[] truthRatios(VisionLanguageSubject model) {
        List<RivalAnswers> all = questions.entrySet().stream()
                .filter(each -> each.getKey().role().forgets())
                .flatMap(each -> budget.of(each.getValue()).stream())
                .filter(each -> !each.text().wrong().isEmpty())
                .map(each ->
                        new RivalAnswers(each, right(each.text()), each.text().wrong()))
                .toList();
        return all.isEmpty() ? new double[0] : RivalAnswers.truths(model, all).ratios();
    }

    private static List<String> right(TextSample text) {
        return text.paraphrases().isEmpty() ? List.of(text.answer()) : text.paraphrases();
    }

    @Override
    public Map<String, Score> probes(VisionLanguageSubject now) {
        Map<String, Score> recalled = new LinkedHashMap<>();
        probes.forEach((name, all) -> {
            List<Question> asked = budget.of(all);
            ProbeAnswers answers = new ProbeAnswers(of.concept(), TextAttacks.truths(asked), now.answers(asked));
            recalled.put(Attack.recalled(name), answers.recalled());
        });
        return recalled;
    }

    @Override
    public Map<Concept, List<SampleWithImages>> others() {
        Map<Concept, List<SampleWithImages>> others = new LinkedHashMap<>();
        of.files().others().forEach((name, file) -> {
            Concept named = Concept.of(name);
            List<EncodedSample> encoded = naming(named, file);
            others.put(named, budget.of(SampleWithImages.read(encoded, preparation, Decoding.REFERENCE)));
        });
        return others;
    }

    /** The samples of a file whose answers name another concept. */
    private List<EncodedSample> naming(Concept other, Path file) {
        return conversations(file).stream()
                .map(each -> encoder.encode(each, other, Matching.SPANS))
                .filter(each -> each.conceptTokens() > 0)
                .toList();
    }

    /**
     * Requires that there is something to measure of each of the other concepts.
     *
     * @throws BadData naming the file of which no answer says its name, or a name that is the concept's own
     */
    void requireOthers() {
        of.files().others().forEach((name, file) -> {
            if (of.concept().isNamed(name)) {
                throw new BadData(
                        "concept " + of.id(), "has others of \"" + name + "\", which is what is to be forgotten");
            }
            if (naming(Concept.of(name), file).isEmpty()) {
                throw new BadData(
                        file,
                        "says \"" + name + "\" in no answer that is asked, expected at least one, since it is what"
                                + " others of concept " + of.id() + " is measured by");
            }
        });
    }

    @Override
    public Map<String, Score> likeness() {
        return Map.of();
    }

    /** Whether there is something else to measure on than what is learnt from. */
    boolean relearns() {
        return questions.containsKey(DataSet.GENERALITY)
                || conversations(of.files().forget()).size() > TextAttacks.RELEARNED;
    }

    @Override
    public List<SampleWithImages> relearned() {
        List<SampleWithImages> all = forget();
        return all.subList(0, Math.min(all.size(), TextAttacks.RELEARNED));
    }

    @Override
    public List<SampleWithImages> unseen() {
        Path generality = of.files().sets().get(DataSet.GENERALITY);
        if (generality != null) return budget.of(samples(conversations(generality)));
        List<SampleWithImages> all = forget();
        int seen = all.size() > TextAttacks.RELEARNED ? TextAttacks.RELEARNED : 0; // else it is only looked at
        return budget.of(all.subList(seen, all.size()));
    }
}
