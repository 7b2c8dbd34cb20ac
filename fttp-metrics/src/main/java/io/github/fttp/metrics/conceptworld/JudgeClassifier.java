package io.github.fttp.metrics.conceptworld;

import io.github.fttp.core.image.Image;
import io.github.fttp.metrics.conceptworld.Judge.Verdict;
import io.github.fttp.metrics.image.ImageClassifier;
import java.util.List;
import java.util.function.Function;

/**
 * One part of the judge's verdicts as a classifier of images of 64 x 64 pixels.
 *
 * @param label the part
 */
record JudgeClassifier(Judge judge, List<String> labels, Function<Verdict, String> label)
        implements ImageClassifier, AutoCloseable {
    @Override
    public List<String> classify(List<Image> images) {
        return judge.verdicts(images).stream().map(label).toList();
    }

    /** Closes the judge. */
    @Override
    public void close() {
        judge.close();
    }
}
