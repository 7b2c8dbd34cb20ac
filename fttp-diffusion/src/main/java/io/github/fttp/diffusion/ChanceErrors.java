package io.github.fttp.diffusion;

import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.LinearGuess;
import io.github.fttp.diffusion.train.QuarterErrors;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.metrics.DataSet;
import io.github.fttp.metrics.image.ImageMetrics;
import io.github.fttp.metrics.report.UnseenData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The errors of a model that knows nothing, see {@link LinearGuess}: of a run's images and of those that it does not train on.
 *
 * @param trained of the run's images
 * @param unseen of each other set
 */
record ChanceErrors(QuarterErrors trained, Map<DataSet, QuarterErrors> unseen) implements UnseenData.Chance {
    static ChanceErrors of(TrainableUNet trainable, EncodedImages images) {
        List<LatentSample> seen = Stream.concat(images.forget().stream(), images.retain().stream())
                .toList();
        LinearGuess guess = LinearGuess.of(trainable, seen);
        Map<DataSet, QuarterErrors> unseen = new LinkedHashMap<>();
        images.unseen().forEach((set, each) -> unseen.put(set, guess.errors(each.images(), List.of())));
        return new ChanceErrors(guess.errors(images.forget(), images.retain()), unseen);
    }

    @Override
    public double of(DataSet set, String metric) {
        QuarterErrors errors = unseen.get(set);
        return metric.equals(ImageMetrics.ERROR_UNDER_MASK) ? errors.conceptError() : errors.restError();
    }

    /** The fields of it in a JSON file. */
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>(trained.figures());
        Map<String, Object> sets = new LinkedHashMap<>();
        unseen.forEach((set, errors) -> sets.put(
                set.name(),
                Map.of(
                        ImageMetrics.ERROR_UNDER_MASK,
                        errors.conceptError(),
                        ImageMetrics.ERROR_OUTSIDE,
                        errors.restError())));
        json.put(ImageReport.UNSEEN, sets);
        return json;
    }
}
