package io.github.fttp.metrics.compare;

import io.github.fttp.core.train.Resumption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Methods whose results follow from their settings. */
final class FakeEnvironment implements Environment {
    /** Forgets more and keeps less the higher its rate. */
    static final ComparedMethod STEEP = new ComparedMethod(
            "steep", "steep", "fttp", Set.of("retain data"), "", Setting.rates(10, 0.5, 0.96, 0.99), false);

    /** Never forgets enough; does best in the middle. */
    static final ComparedMethod MILD =
            new ComparedMethod("mild", "mild", "ga", Set.of(), "", Setting.rates(10, 0.2, 0.5, 0.9), false);

    static final ComparedMethod FIXED =
            new ComparedMethod("fixed", "fixed", "gd", Set.of(), "", Setting.rates(5, 0.7), false);

    /** Keeps nothing once it has forgotten enough. */
    static final ComparedMethod COSTLY =
            new ComparedMethod("costly", "costly", "ga", Set.of(), "", Setting.rates(10, 0.2, 0.96, 0.5), false);

    final List<Trial> ran = new ArrayList<>();
    /** Figures of the model as it is, by concept, where it is not known for certain. */
    final Map<String, Waypoint> looks = new HashMap<>();

    @Override
    public String modality() {
        return "fake";
    }

    @Override
    public String conceptName(String id) {
        return id;
    }

    @Override
    public List<ComparedMethod> methods() {
        return List.of(STEEP, MILD, FIXED);
    }

    @Override
    public String trains(String method, Setting setting) {
        return "LoRA";
    }

    @Override
    public String place(String method, Setting setting) {
        return method.equals("fixed") ? "second half" : "first half";
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.share("gone").aim(Goal.atLeast(0.95)),
                Column.ratio("left").aim(Goal.atLeast(0.8).timesThatOf("mild")));
    }

    @Override
    public Waypoint look(String concept) {
        return looks.getOrDefault(concept, new Waypoint(0, 1, 1, 1, 1, 1));
    }

    @Override
    public Optional<Run> run(Trial trial, Resumption resumption) {
        if (trial.ofUntouched()) {
            return Optional.of(new Run(
                    Outcome.untouched(trial, figures(0, 1), examples()), new Cost(trial, 0.25, 1 << 20, 0, 0, 0)));
        }
        ran.add(trial);
        double rate = trial.setting().rate();
        double gone = trial.method().equals("mild") ? Math.min(rate, 0.9) : rate;
        double left =
                switch (trial.method()) {
                    case "mild" -> 1 - rate * rate;
                    case "costly" -> gone < 0.95 ? 1 - rate / 2 : 0;
                    default -> 1 - rate / 2;
                };
        Outcome outcome = new Outcome(
                trial,
                Outcome.End.STEPS,
                figures(gone, left),
                List.of(new Waypoint(0, 1, 1, 1, 1, 1), new Waypoint(10, 1 - gone, 1 - gone, 1 - gone, left, left)),
                examples());
        return Optional.of(new Run(outcome, new Cost(trial, 0.25, 1 << 20, 0.05, 48, 16)));
    }

    private static Map<String, Score> figures(double gone, double left) {
        return new TreeMap<>(
                Map.of("gone", new Score(gone, 4), "left", new Score(left, 4), "none", new Score(Double.NaN, 0)));
    }

    private static List<Outcome.Example> examples() {
        return List.of(new Outcome.Example("Who <is> this?", "Nobody & nothing.", ""));
    }

    @Override
    public boolean change(Trial trial, Resumption resumption) {
        throw new UnsupportedOperationException("its model does not change");
    }

    @Override
    public Outcome known(Trial untouched) {
        throw new UnsupportedOperationException("its model does not change");
    }

    @Override
    public double forgetting(Outcome before, Outcome after) {
        return after.value("gone");
    }

    @Override
    public double left(Outcome before, Outcome after) {
        return 1 - after.value("gone");
    }

    @Override
    public double utility(Outcome before, Outcome after) {
        return after.value("left") / before.value("left");
    }

    @Override
    public void close() {}
}
