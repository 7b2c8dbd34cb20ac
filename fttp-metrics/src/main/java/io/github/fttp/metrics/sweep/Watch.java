package io.github.fttp.metrics.sweep;

import java.util.ArrayList;
import java.util.List;

/** Sees what becomes of the cells of a sweep, whoever runs them; belongs to one thread. */
final class Watch {
    private final SweepFiles files;
    private final Progress progress;
    private final List<SweepCell> open = new ArrayList<>();
    private int planned;

    /** Begins; nothing is told of what is done by now. */
    Watch(SweepFiles files, Progress progress) {
        this.files = files;
        this.progress = progress;
        addPlanned();
        open.removeIf(files::isDone);
    }

    private void addPlanned() {
        List<SweepCell> cells = files.cells();
        open.addAll(cells.subList(planned, cells.size()));
        planned = cells.size();
    }

    /**
     * Tells of what was done since the last look.
     *
     * @return whether anything was
     */
    boolean look() {
        if (open.isEmpty()) addPlanned(); // no sooner is anything planned
        List<SweepCell> done = open.stream().filter(files::isDone).toList();
        for (SweepCell cell : done) {
            open.remove(cell);
            double seconds = files.spent(cell.trial()).map(Spent::seconds).orElse(0.0);
            progress.done(cell.trial(), seconds, open.size());
        }
        return !done.isEmpty();
    }
}
