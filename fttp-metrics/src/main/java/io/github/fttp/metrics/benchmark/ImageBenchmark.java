package io.github.fttp.metrics.benchmark;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.Metric;
import io.github.fttp.metrics.image.DrawingPrompt;
import io.github.fttp.metrics.image.ImageObservation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A benchmark of models that draw images.
 *
 * @param forgotten which part is to be forgotten, in words
 * @param forget what a method is given to forget, at least one
 * @param retain what it is given to keep; may be empty
 * @param sets what is drawn, with the labels that classifiers should find
 * @param steps of the scheduler that images are drawn with
 * @param guidance to the prompt
 * @param metrics its own, beside those of the registry that its figures name
 * @param figures its headline
 */
public record ImageBenchmark(
        String forgotten,
        Concept concept,
        List<BenchmarkImage> forget,
        List<BenchmarkImage> retain,
        Map<DataSet, List<DrawingPrompt>> sets,
        int steps,
        double guidance,
        List<Metric<ImageObservation>> metrics,
        List<Figure> figures)
        implements BenchmarkData {
    public ImageBenchmark {
        forget = List.copyOf(forget);
        retain = List.copyOf(retain);
        sets = new LinkedHashMap<>(sets);
        metrics = List.copyOf(metrics);
        figures = List.copyOf(figures);
    }

    @Override
    public String account() {
        long masked = forget.stream().filter(each -> each.mask().isPresent()).count();
        String drawn = sets.entrySet().stream()
                .map(each -> each.getKey() + " (" + each.getValue().size() + ")")
                .collect(Collectors.joining(", "));
        return "to forget: " + forgotten + ", " + forget.size() + " images, " + masked
                + " of them with a mask, the others marked whole; to keep: " + retain.size() + " images\ndrawn: "
                + drawn
                + "\n";
    }
}
