package io.github.fttp.metrics.sweep;

import io.github.fttp.core.Check;
import io.github.fttp.core.train.StopSignal;
import io.github.fttp.metrics.compare.ComparedMethod;
import io.github.fttp.metrics.compare.Setting;
import io.github.fttp.metrics.compare.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Requests to forget, which every method follows one after the other on one model; one worker of all does so at a time.
 *
 * @param count of the requests
 */
record Requests(int count, SweepFiles files, List<Part> parts, Worker worker) {
    Requests {
        Check.atLeast(1, count, "requests");
    }

    /** See {@link Sweep#sequence}. */
    boolean follow(Consumer<ComparedMethod> told) {
        for (Part part : parts) {
            part.model().task().requests(count); // said before anything is opened
            Plan all = Plan.of(worker.comparison(part), files::outcome);
            if (!all.complete()) throw files.incomplete();
            Map<ComparedMethod, Setting> chosen = worker.comparison(part).chosen(all.results());
            boolean done = worker.alone(
                    "sequence-" + part.modality(),
                    () -> chosen.keySet().stream().allMatch(each -> isFollowed(part, each)),
                    claim -> chosen.forEach((method, setting) -> {
                        if (!isFollowed(part, method)) follow(part, method, setting, claim.lost());
                        if (isFollowed(part, method)) told.accept(method);
                    }));
            if (!done) return false;
        }
        return true;
    }

    private List<Stage> stages(Part part, ComparedMethod method) {
        return files.stages(part.modality()).stream()
                .filter(each -> each.method().equals(method.id()))
                .toList();
    }

    /** Whether a method followed all of them, or those that it came to. */
    private boolean isFollowed(Part part, ComparedMethod method) {
        List<Stage> stages = stages(part, method);
        int done = stages.size();
        return done == count || done > 0 && done < count && stages.get(done - 1).leavesNothing();
    }

    private void follow(Part part, ComparedMethod method, Setting setting, StopSignal lost) {
        List<Stage> others = new ArrayList<>(files.stages(part.modality()));
        others.removeAll(stages(part, method));
        worker.sequence(part, method, setting, count, lost).ifPresent(more -> {
            others.addAll(more);
            files.write(part.modality(), others);
        });
    }
}
