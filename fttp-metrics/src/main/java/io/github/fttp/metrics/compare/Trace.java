package io.github.fttp.metrics.compare;

import io.github.fttp.core.train.RunListener;
import io.github.fttp.core.train.Step;
import java.util.ArrayList;
import java.util.List;

/** Remembers what the steps of a run saw of the data to forget; those on data to keep alone saw nothing. */
public final class Trace implements RunListener {
    private final List<Outcome.Point> points = new ArrayList<>();

    @Override
    public void stepped(Step step) {
        if (Double.isNaN(step.conceptualKnowledge()) && Double.isNaN(step.naturalKnowledge())) return;
        points.add(new Outcome.Point(step.number(), step.conceptualKnowledge(), step.naturalKnowledge()));
    }

    public List<Outcome.Point> points() {
        return List.copyOf(points);
    }
}
