package io.github.fttp.metrics.compare;

import io.github.fttp.core.io.Json;
import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.RunLog;
import io.github.fttp.core.train.RunPlan;
import io.github.fttp.core.train.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Remembers what the steps of a run saw of the data to forget; those on data to keep alone saw nothing. */
public final class Trace implements RunListener {
    private final Path log;
    private final List<Outcome.Point> points = new ArrayList<>();

    /** @param log of the run, for the steps before it was resumed */
    public Trace(Path log) {
        this.log = log;
    }

    @Override
    public void started(RunPlan plan) {
        points.clear();
        if (plan.firstStep() == 0) return;
        for (Json step : RunLog.read(log).steps()) {
            int number = (int) step.field("number").number();
            if (number > plan.firstStep()) continue; // of a run that was killed behind its last checkpoint
            points.add(new Outcome.Point(number, value(step, "conceptualKnowledge"), value(step, "naturalKnowledge")));
        }
    }

    private static double value(Json step, String name) {
        Json value = step.field(name);
        return value.isNull() ? Double.NaN : value.number(); // the log has no NaN
    }

    @Override
    public void stepped(Step step) {
        if (Double.isNaN(step.conceptualKnowledge()) && Double.isNaN(step.naturalKnowledge())) return;
        points.add(new Outcome.Point(step.number(), step.conceptualKnowledge(), step.naturalKnowledge()));
    }

    public List<Outcome.Point> points() {
        return List.copyOf(points);
    }
}
