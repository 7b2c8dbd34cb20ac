package io.github.fttp.metrics.sweep;

import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.train.Platform;
import io.github.fttp.metrics.compare.CompareReport;
import io.github.fttp.metrics.compare.Comparison;
import io.github.fttp.metrics.compare.Cost;
import io.github.fttp.metrics.compare.Ledger;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.RunTable;
import io.github.fttp.metrics.compare.SequenceTable;
import io.github.fttp.metrics.compare.Stage;
import io.github.fttp.metrics.compare.Summary;
import io.github.fttp.metrics.compare.Tables;
import io.github.fttp.metrics.compare.Trial;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Results of all cells, made into tables and a report.
 *
 * @param worker knows the comparisons
 */
record Merge(SweepFiles files, SweepSettings settings, List<Part> parts, Worker worker) {
    private static final Logger LOG = LoggerFactory.getLogger(Merge.class);

    /**
     * See {@link Sweep#merge}.
     *
     * @return platforms that cells were computed on
     */
    Set<Platform> run(Sweep.Ending ending) {
        Ledger<Outcome> results = new Ledger<>(Outcome::trial);
        Ledger<Cost> costs = new Ledger<>(Cost::trial);
        Set<Platform> platforms = new LinkedHashSet<>();
        Map<String, Object> means = new LinkedHashMap<>();
        CompareReport report = new CompareReport(settings.title());
        settings.paragraphs().forEach(report::paragraph);
        for (Part part : parts) {
            Comparison comparison = worker.comparison(part);
            Plan all = Plan.of(comparison, files::outcome);
            if (!all.complete()) throw files.incomplete();
            for (Trial trial : all.trials()) {
                results.add(all.results().get(trial));
                Optional<Spent> spent = files.spent(trial);
                spent.map(Spent::cost).ifPresent(costs::add);
                spent.map(Spent::platform).ifPresent(platforms::add);
            }
            Summary summary = Summary.of(comparison, all.results(), costs);
            write(files, comparison, summary);
            means.put(part.modality(), summary.meansByMethod());
            report.add(comparison, summary)
                    .addFailures(
                            comparison,
                            all.results().entries().stream()
                                    .filter(Outcome::hasFailed)
                                    .toList());
            report.addSequence(part.modality(), files.stages(part.modality()));
            ending.done(comparison, summary);
        }
        if (platforms.size() > 1) {
            LOG.warn("cells were computed on several platforms, so that last bits may differ: {}", platforms);
        }
        Json.write(files.means(), means);
        results.write(files.folder().resolve("results.jsonl"));
        costs.write(files.folder().resolve("costs.jsonl"));
        report.write(files.folder().resolve("report.html"));
        return platforms;
    }

    /** Writes what is published of one comparison, see {@link Sweep#publish}. */
    static void publish(SweepFiles files, Comparison comparison, Summary summary, Path to) {
        String modality = comparison.environment().modality();
        write(new SweepFiles(to), comparison, summary);
        Tables tables = new Tables(summary);
        AtomicFiles.write(to.resolve("short-" + modality + ".md"), tables.shortMarkdown());
        AtomicFiles.write(to.resolve("costs-" + modality + ".md"), tables.costsMarkdown());
        List<Stage> stages = files.stages(modality);
        if (stages.isEmpty()) return;
        new SweepFiles(to).write(modality, stages);
        AtomicFiles.write(to.resolve("sequence-" + modality + ".md"), new SequenceTable(stages).markdown());
    }

    /** The files of what is the same whoever computed it; requests in sequence, the last, only where they were made. */
    static List<Path> tables(SweepFiles files, Comparison comparison) {
        String modality = comparison.environment().modality();
        return List.of(
                files.folder().resolve("results-" + modality + ".csv"),
                files.folder().resolve("runs-" + modality + ".csv"),
                files.folder().resolve("table-" + modality + ".md"),
                files.folder().resolve("table-" + modality + ".tex"),
                files.stagesFile(modality));
    }

    private static void write(SweepFiles files, Comparison comparison, Summary summary) {
        List<Path> to = tables(files, comparison);
        Tables tables = new Tables(summary);
        AtomicFiles.write(to.get(0), tables.csv());
        AtomicFiles.write(to.get(1), new RunTable(comparison, summary).csv());
        AtomicFiles.write(to.get(2), tables.markdown());
        AtomicFiles.write(to.get(3), tables.latex());
    }
}
