package consumer;

import io.github.fttp.core.train.StopSignal;
import io.github.fttp.metrics.compare.ComparedModel;
import io.github.fttp.metrics.compare.ComparedModelProvider;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.Tables;
import io.github.fttp.metrics.sweep.Sweep;
import io.github.fttp.metrics.sweep.SweepSettings;
import io.github.fttp.metrics.sweep.TimeLeft;
import java.nio.file.Path;
import java.util.List;

/** Compares methods as a task file says, and goes on where it was stopped: {@code TASK.json MODEL OUT}. */
public class CompareMethods {
    public static void main(String... args) {
        ComparisonTask task = ComparisonTask.read(Path.of(args[0]));
        Path model = Path.of(args[1]);
        Path out = Path.of(args[2]);
        ComparedModel compared = ComparedModelProvider.of(task, model);
        Sweep sweep = Sweep.begin(out, SweepSettings.titled("Two methods"), List.of(compared));
        sweep.work(1, new StopSignal(), new TimeLeft(System.out::println));
        sweep.merge((comparison, summary) -> System.out.println(new Tables(summary).markdown()));
    }
}
