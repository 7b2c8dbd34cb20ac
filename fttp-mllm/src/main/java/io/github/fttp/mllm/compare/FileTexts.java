package io.github.fttp.mllm.compare;

import io.github.fttp.core.image.Decoding;
import io.github.fttp.core.io.BadData;
import io.github.fttp.core.mask.TokenMask.Matching;
import io.github.fttp.core.method.Need;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Direction;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.Metrics;
import io.github.fttp.metrics.Observations;
import io.github.fttp.metrics.Requirement;
import io.github.fttp.metrics.Role;
import io.github.fttp.metrics.compare.Attack;
import io.github.fttp.metrics.compare.Budget;
import io.github.fttp.metrics.compare.Column;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.ConceptFiles;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.TaskColumns;
import io.github.fttp.metrics.compare.TaskConcept;
import io.github.fttp.metrics.compare.TaskMethod;
import io.github.fttp.metrics.text.TextMetrics;
import io.github.fttp.metrics.text.TextObservation;
import io.github.fttp.mllm.data.ImagePreparation;
import io.github.fttp.mllm.data.SampleEncoder;
import io.github.fttp.mllm.evaluate.Question;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of conversations, of which metrics of the registry are taken. Forgetting is the share of conceptual knowledge that is
 * gone of the data to forget and its generality, utility the share of natural knowledge that is left of all other sets.
 */
final class FileTexts implements TextSource {
    private static final Logger LOG = LoggerFactory.getLogger(FileTexts.class);

    private final ComparisonTask task;
    private final SampleEncoder encoder;
    private final ImagePreparation preparation;
    private final List<Metric<TextObservation>> metrics;
    private final List<Column> columns;
    /** By concept, of the whole data. */
    private final Map<String, Map<DataSet, List<Question>>> questions = new LinkedHashMap<>();
    /** By concept and name. */
    private final Map<String, Map<String, List<Question>>> probes = new LinkedHashMap<>();
    /** By concept. */
    private final Map<String, FollowedTexts> followed = new HashMap<>();
    /** By concept and budget; observed once, while the model is untouched. */
    private final Map<String, Observations<TextObservation>> before = new HashMap<>();

    /**
     * Reads all data.
     *
     * @throws BadData naming the file and the field that cannot be used, or what a method or an attack misses
     */
    FileTexts(ComparisonTask task, SampleEncoder encoder, ImagePreparation preparation) {
        this.task = task;
        this.encoder = encoder;
        this.preparation = preparation;
        Exchanges exchanges = new Exchanges();
        for (TaskConcept concept : task.concepts()) {
            followed.put(concept.id(), FollowedTexts.read(task, concept, exchanges, preparation));
            questions.put(concept.id(), read(concept));
            Map<String, List<Question>> asked = new LinkedHashMap<>();
            concept.files().probes().forEach((name, file) -> asked.put(name, read(concept, file)));
            probes.put(concept.id(), asked);
        }
        metrics = Metrics.select(
                TextObservation.class,
                task.metricsWith(TextMetrics.CONCEPTUAL_KNOWLEDGE, TextMetrics.NATURAL_KNOWLEDGE),
                met());
        columns = TaskColumns.of(metrics, sets(), task.goals());
        for (TaskConcept concept : task.concepts()) {
            requireRetainData(concept);
            requireAttackable(concept);
            exam(concept, 0, task.budget()).requireOthers();
        }
    }

    private Map<DataSet, List<Question>> read(TaskConcept concept) {
        ConceptFiles data = concept.files();
        Map<DataSet, Path> files = new LinkedHashMap<>();
        files.put(DataSet.FORGET, data.forget());
        files.putAll(data.sets());
        Map<DataSet, List<Question>> read = new LinkedHashMap<>();
        files.forEach((set, file) -> read.put(set, read(concept, file)));
        return read;
    }

    private List<Question> read(TaskConcept concept, Path file) {
        Path images = concept.files().images(file);
        List<Question> all = Question.read(file, images, preparation, Decoding.REFERENCE);
        List<Question> asked =
                Question.answered(file, followed.get(concept.id()).apart(file, all), LOG::warn);
        asked.forEach(each -> each.encoded(each.text().answer(), encoder, concept.concept(), Matching.SPANS));
        return asked;
    }

    private Set<Requirement> met() {
        Set<Requirement> met = EnumSet.of(
                Requirement.ANSWERS, Requirement.TOKEN_LOSSES, Requirement.BEFORE, Requirement.BEFORE_ANSWERS);
        boolean wrong = questions.values().stream()
                .flatMap(sets -> sets.values().stream())
                .flatMap(List::stream)
                .anyMatch(each -> !each.text().wrong().isEmpty());
        if (wrong) met.add(Requirement.WRONG_ANSWERS);
        if (sets().stream().anyMatch(set -> set.role() == Role.UNSEEN)) met.add(Requirement.UNSEEN_DATA);
        return met;
    }

    /** Lists the sets of every concept. */
    private Set<DataSet> sets() {
        return questions.values().iterator().next().keySet();
    }

    private void requireRetainData(TaskConcept concept) {
        for (TaskMethod method : task.methods()) {
            if (!method.spec().method().needs().contains(Need.RETAIN_DATA)) continue;
            if (concept.files().retain().isPresent()) continue;
            throw new BadData(
                    "concept " + concept.id(), "has no retain data, which the method " + method.name() + " needs");
        }
    }

    private void requireAttackable(TaskConcept concept) {
        FileTextExam exam = exam(concept, 0, task.budget());
        if (task.attacks().contains(Attack.PREFIX) && exam.named().size() < 2) {
            throw new BadData(
                    "concept " + concept.id(),
                    "is named in fewer than two answers of its data, the attack " + Attack.PREFIX + " needs two");
        }
        if (task.attacks().contains(Attack.PROBES) && concept.files().probes().isEmpty()) {
            throw new BadData(
                    "concept " + concept.id(),
                    "has no probes, files of questions that ask otherwise: the attack " + Attack.PROBES
                            + " needs some");
        }
        if (task.attacks().contains(Attack.RELEARNING) && !exam.relearns()) {
            throw new BadData(
                    "concept " + concept.id(),
                    "has at most " + TextAttacks.RELEARNED + " samples to forget and no generality set: the attack "
                            + Attack.RELEARNING + " needs others to measure on than it learns from");
        }
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public FileTextExam exam(TaskConcept concept, int draw, Budget budget) {
        return new FileTextExam(
                task,
                concept,
                draw,
                budget,
                questions.get(concept.id()),
                probes.get(concept.id()),
                followed.get(concept.id()),
                metrics,
                encoder,
                preparation,
                before);
    }

    private Set<DataSet> sets(boolean forgotten) {
        return sets().stream()
                .filter(set -> set.role() != Role.UNSEEN && set.role().forgets() == forgotten)
                .collect(Collectors.toSet());
    }

    @Override
    public double forgetting(Outcome then, Outcome now) {
        return TaskColumns.gone(then, now, TextMetrics.CONCEPTUAL_KNOWLEDGE, Direction.HIGHER, sets(true));
    }

    @Override
    public double left(Outcome then, Outcome now) {
        return TaskColumns.left(then, now, TextMetrics.CONCEPTUAL_KNOWLEDGE, Direction.HIGHER, sets(true));
    }

    @Override
    public double utility(Outcome then, Outcome now) {
        Set<DataSet> kept = sets(false);
        return TaskColumns.left(
                then, now, TextMetrics.NATURAL_KNOWLEDGE, Direction.HIGHER, kept.isEmpty() ? sets(true) : kept);
    }
}
