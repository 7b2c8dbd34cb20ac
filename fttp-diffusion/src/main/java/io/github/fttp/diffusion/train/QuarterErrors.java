package io.github.fttp.diffusion.train;

import io.github.fttp.core.train.Knowledge;
import io.github.fttp.core.train.SampleInterval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How far a U-Net's prediction is off at one moment, squared, at the middle of each quarter of the time steps. Noise and time
 * steps are the same whenever it is asked, so that two moments differ by the model alone.
 *
 * @param forget of the images to forget, four
 * @param retain of those to keep, four, or none
 */
public record QuarterErrors(List<Knowledge> forget, List<Knowledge> retain) {
    /**
     * Measures.
     *
     * @param timesteps of training
     * @param batch images that go through the model together
     */
    public static QuarterErrors of(
            TrainableUNet trainable, int timesteps, List<LatentSample> forget, List<LatentSample> retain, int batch) {
        List<Knowledge> ofForget = new ArrayList<>();
        List<Knowledge> ofRetain = new ArrayList<>();
        for (int timestep : TrainableUNet.quartiles(timesteps)) {
            TrainableUNet there = trainable.evaluatedAt(timestep);
            ofForget.add(Knowledge.of(there, forget, batch));
            if (!retain.isEmpty()) ofRetain.add(Knowledge.of(there, retain, batch));
        }
        return new QuarterErrors(ofForget, ofRetain);
    }

    /** The errors on the same images of a model that knows nothing, see {@link LinearGuess}. */
    public static QuarterErrors atChance(
            TrainableUNet trainable, List<LatentSample> forget, List<LatentSample> retain) {
        return new QuarterErrors(LinearGuess.together(trainable, forget), LinearGuess.together(trainable, retain));
    }

    /** Mean over the quarters of the squared error under the mask; NaN where nothing is masked. */
    public double conceptError() {
        return forget.stream().mapToDouble(Knowledge::conceptLoss).average().orElseThrow();
    }

    /** Mean over the quarters of the squared error outside of the mask; NaN where all is masked. */
    public double restError() {
        return forget.stream().mapToDouble(Knowledge::restLoss).average().orElseThrow();
    }

    /** Mean over the quarters of the squared error of images to keep; NaN where there are none. */
    public double retainError() {
        return retain.stream().mapToDouble(Knowledge::restLoss).average().orElse(Double.NaN);
    }

    /**
     * How many times as much the error grew under the mask as outside: {@code (concept / before.concept) / (rest /
     * before.rest)}. 1 where nothing was forgotten, or everything alike. Where the masks are the whole images, how many times as
     * much it grew at all.
     */
    public double growthAgainst(QuarterErrors before) {
        double grew = conceptError() / before.conceptError();
        return Double.isNaN(before.restError()) ? grew : grew / (restError() / before.restError());
    }

    /** By name, as a run's log has them. */
    public Map<String, Double> figures() {
        Map<String, Double> figures = new LinkedHashMap<>();
        for (int q = 0; q < forget.size(); q++) {
            figures.put("concept_error_q" + (q + 1), forget.get(q).conceptLoss());
            figures.put("rest_error_q" + (q + 1), forget.get(q).restLoss());
        }
        for (int q = 0; q < retain.size(); q++) {
            figures.put("retain_error_q" + (q + 1), retain.get(q).restLoss());
        }
        figures.put("concept_error", conceptError());
        figures.put("rest_error", restError());
        if (!retain.isEmpty()) figures.put("retain_error", retainError());
        return figures;
    }

    /** How sure each of {@link #figures} is, by whole images; a mean over the quarters at least as sure as this says. */
    public Map<String, SampleInterval> intervals() {
        Map<String, SampleInterval> intervals = new LinkedHashMap<>();
        put(intervals, "concept_error", forget, Knowledge::conceptLossInterval);
        put(intervals, "rest_error", forget, Knowledge::restLossInterval);
        if (!retain.isEmpty()) put(intervals, "retain_error", retain, Knowledge::restLossInterval);
        return intervals;
    }

    /** All quarters are of the same images: were their errors in step, the mean's ends would be the means of the ends. */
    private static void put(
            Map<String, SampleInterval> intervals,
            String name,
            List<Knowledge> quarters,
            Function<Knowledge, SampleInterval> of) {
        List<SampleInterval> all = quarters.stream().map(of).toList();
        for (int q = 0; q < all.size(); q++) intervals.put(name + "_q" + (q + 1), all.get(q));
        double low = all.stream().mapToDouble(SampleInterval::low).average().orElseThrow();
        double high = all.stream().mapToDouble(SampleInterval::high).average().orElseThrow();
        intervals.put(name, new SampleInterval(low, high, all.get(0).samples()));
    }
}
