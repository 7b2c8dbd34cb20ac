package io.github.fttp.metrics.sweep;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.method.TrainingMethod;
import io.github.fttp.core.optim.AdamW;
import io.github.fttp.core.train.Resumption;
import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.Step;
import io.github.fttp.core.train.TrainableTable;
import io.github.fttp.core.train.TrainableTable.Sentence;
import io.github.fttp.core.train.TrainableTable.Token;
import io.github.fttp.core.train.Training;
import io.github.fttp.core.train.Unlearner;
import io.github.fttp.metrics.compare.Column;
import io.github.fttp.metrics.compare.ComparedMethod;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.Cost;
import io.github.fttp.metrics.compare.Environment;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.metrics.compare.Setting;
import io.github.fttp.metrics.compare.Trace;
import io.github.fttp.metrics.compare.Trial;
import io.github.fttp.metrics.compare.Waypoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Trains a table of numbers, from which all measurements are made. */
final class StubEnvironment implements Environment {
    /** Told of every step of any environment, after it. */
    static volatile Consumer<Trial> stepped = trial -> {};
    /** Told of every trial that begins, by any environment. */
    static volatile Consumer<Trial> begun = trial -> {};

    /** Told of every environment that is opened. */
    static volatile Runnable opened = () -> {};
    /** Whether models know the concepts before anything happens. */
    static volatile boolean knows = true;

    private static final int WORDS = 4;
    /** Trials at work now. */
    private static final Set<Trial> RUNNING = ConcurrentHashMap.newKeySet();

    private final ComparisonTask task;
    private final Engine engine;
    private final List<Trial> changes = new ArrayList<>();

    StubEnvironment(ComparisonTask task, Engine engine) {
        this.task = task;
        this.engine = engine;
        opened.run();
    }

    @Override
    public String modality() {
        return "text";
    }

    @Override
    public String conceptName(String id) {
        return id;
    }

    @Override
    public List<ComparedMethod> methods() {
        return task.methods().stream()
                .map(each -> new ComparedMethod(
                        each.id(), each.name(), each.spec().entry().name(), Set.of(), "", each.grid(), false))
                .toList();
    }

    @Override
    public String trains(String method, Setting setting) {
        return "a table";
    }

    @Override
    public String place(String method, Setting setting) {
        return "";
    }

    @Override
    public List<Column> columns() {
        return List.of(Column.share("gone"), Column.plain("weights"));
    }

    @Override
    public Waypoint look(String concept) {
        return new Waypoint(0, knows ? 1 : 0, 1, 1, 1, 1);
    }

    @Override
    public Optional<Run> run(Trial trial, Resumption resumption) {
        begun.accept(trial);
        if (!RUNNING.add(trial)) throw new AssertionError(trial + " is run twice at once");
        try {
            if (trial.ofUntouched()) return Optional.of(run(trial, gone(trial.concept()), 1, List.of()));
            if (trial.method().equals("fails")) throw new IllegalStateException("cannot forget " + trial.concept());
            if (trial.setting().steps() == 0) return Optional.of(run(trial, 1, 1, List.of()));
            return trained(trial, resumption);
        } finally {
            RUNNING.remove(trial);
        }
    }

    private Optional<Run> trained(Trial trial, Resumption resumption) {
        Random random = new Random(trial.concept().hashCode() + trial.draw());
        double[] values = random.doubles(3L * WORDS).toArray();
        try (TrainableTable table = new TrainableTable(engine, WORDS, values, values)) {
            Trace trace = Trace.begin(
                    trial.setting(),
                    1,
                    resumption.folder().log(),
                    (step, last, path) -> new Waypoint(step, 1, 1, 1, 1, 1));
            Unlearner<Sentence> run = Unlearner.of(table)
                    .method((TrainingMethod)
                            trial.setting().of(task.method(trial.method()).spec()))
                    .training(Training.by(AdamW.rate(trial.setting().rate()))
                            .steps(trial.setting().steps())
                            .batch(2)
                            .seed(trial.draw()))
                    .listen(new RunListener() {
                        @Override
                        public void stepped(Step step) {
                            StubEnvironment.stepped.accept(trial);
                        }
                    });
            boolean ended = trace.follow(
                    resumption.of(run),
                    List.of(
                            new Sentence(new Token(0, 1, 1), new Token(1, 2, 0)),
                            new Sentence(new Token(2, 3, 1), new Token(0, 0, 0)),
                            new Sentence(new Token(1, 1, 0), new Token(2, 2, 1))));
            if (!ended) return Optional.empty();
            double sum = 0;
            for (float value : table.groups().get(0).parameters().get(0).value().toArray()) sum += value * (1 + sum);
            return Optional.of(run(trial, trial.setting().rate(), sum, trace.path()));
        }
    }

    private static Run run(Trial trial, double gone, double weights, List<Waypoint> path) {
        Map<String, Score> figures =
                new TreeMap<>(Map.of("gone", new Score(gone, 4), "weights", new Score(weights, 4)));
        return new Run(
                new Outcome(trial, Outcome.End.STEPS, figures, path, List.of()),
                new Cost(trial, Math.random(), 1, 0, 8, 4));
    }

    /** Takes the concept, and by a rate above 0.2 a tenth of every other. */
    @Override
    public boolean change(Trial trial, Resumption resumption) {
        begun.accept(trial);
        changes.add(trial);
        return true;
    }

    @Override
    public Outcome known(Trial untouched) {
        return run(untouched, gone(untouched.concept()), 1, List.of()).outcome();
    }

    /** How much of a concept is gone by the changes so far. */
    private double gone(String concept) {
        double left = 1;
        for (Trial each : changes) {
            if (each.concept().equals(concept)) left = 0;
            else if (each.setting().rate() > 0.2) left *= 0.9;
        }
        return 1 - left;
    }

    @Override
    public double forgetting(Outcome before, Outcome after) {
        return knows ? after.value("gone") : Double.NaN;
    }

    @Override
    public double left(Outcome before, Outcome after) {
        return 1 - after.value("gone");
    }

    @Override
    public double utility(Outcome before, Outcome after) {
        return 1 - after.value("gone");
    }

    @Override
    public void close() {
        engine.close();
    }
}
