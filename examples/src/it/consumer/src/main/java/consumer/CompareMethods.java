package consumer;

import io.github.fttp.core.engine.Engines;
import io.github.fttp.core.method.Modality;
import io.github.fttp.diffusion.compare.ComparedStableDiffusion;
import io.github.fttp.metrics.compare.ComparedModel;
import io.github.fttp.metrics.compare.CompareReport;
import io.github.fttp.metrics.compare.ComparisonFolder;
import io.github.fttp.metrics.compare.ComparisonTask;
import io.github.fttp.metrics.compare.TimeLeft;
import io.github.fttp.mllm.compare.ComparedVisionLanguage;
import java.nio.file.Path;
import java.util.Map;

/** Compares methods as a task file says, and goes on where it was stopped: {@code TASK.json MODEL OUT}. */
public class CompareMethods {
    public static void main(String... args) {
        ComparisonTask task = ComparisonTask.read(Path.of(args[0]));
        Path model = Path.of(args[1]);
        Path out = Path.of(args[2]);
        ComparedModel compared = task.modality() == Modality.TEXT
                ? new ComparedVisionLanguage(task, model)
                : new ComparedStableDiffusion(task, model);
        CompareReport report = new CompareReport("Two methods");
        ComparisonFolder.open(out, () -> Engines.best().engine(), Map.of())
                .run(compared, 1, new TimeLeft(System.out::println), report::add);
        report.write(out.resolve("report.html"));
    }
}
