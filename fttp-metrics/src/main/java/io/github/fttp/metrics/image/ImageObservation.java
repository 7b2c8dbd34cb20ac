package io.github.fttp.metrics.image;

import io.github.fttp.core.clip.Clip;
import io.github.fttp.core.image.Image;
import io.github.fttp.core.mask.PixelMask;
import io.github.fttp.core.train.Knowledge;
import io.github.fttp.metrics.Observation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * All that was observed of a model of images on one set; what was not asked for is empty.
 *
 * @param prompts that images were drawn of
 * @param images drawn, one a prompt
 * @param masks where these show the concept, one a prompt; empty ones where a prompt does not name it
 * @param errors of each image of the data, one a quarter of the time steps
 * @param chance the same errors of a model that knows nothing; may be empty
 * @param seen what a classifier of the concept's domain finds in the drawn images, one each
 * @param crossSeen likewise one of another domain
 * @param clipScores likeness of each drawn image and its prompt, 0 to 100
 * @param features of the drawn images by some network, a row each
 * @param realFeatures of real images by the same network
 */
public record ImageObservation(
        List<DrawingPrompt> prompts,
        List<Image> images,
        List<PixelMask> masks,
        List<List<Knowledge>> errors,
        List<List<Knowledge>> chance,
        List<Sight> seen,
        List<Sight> crossSeen,
        List<Double> clipScores,
        List<double[]> features,
        List<double[]> realFeatures)
        implements Observation {
    /**
     * A label as it should be and as it is.
     *
     * @param expected empty where the prompt does not say
     */
    public record Sight(String expected, String found) {}

    public ImageObservation {
        for (List<?> each : List.of(images, masks, seen, crossSeen, clipScores, features)) {
            if (!each.isEmpty() && each.size() != prompts.size()) {
                throw new IllegalArgumentException(
                        each.size() + " observations of " + prompts.size() + " prompts, expected one each or none");
            }
        }
    }

    /** Gives the prompts. */
    @Override
    public List<DrawingPrompt> samples() {
        return prompts;
    }

    /** Takes what a model itself tells. */
    public static ImageObservation of(
            List<DrawingPrompt> prompts,
            List<Image> images,
            List<PixelMask> masks,
            List<List<Knowledge>> errors,
            List<List<Knowledge>> chance) {
        return new ImageObservation(
                prompts, images, masks, errors, chance, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    /** Adds what a classifier of the concept's domain sees. */
    public ImageObservation classifiedBy(ImageClassifier classifier) {
        List<Sight> sights = sights(classifier, DrawingPrompt::label);
        return new ImageObservation(
                prompts, images, masks, errors, chance, sights, crossSeen, clipScores, features, realFeatures);
    }

    /** Adds what a classifier of another domain sees. */
    public ImageObservation crossClassifiedBy(ImageClassifier classifier) {
        List<Sight> sights = sights(classifier, DrawingPrompt::crossLabel);
        return new ImageObservation(
                prompts, images, masks, errors, chance, seen, sights, clipScores, features, realFeatures);
    }

    private List<Sight> sights(ImageClassifier classifier, Function<DrawingPrompt, String> label) {
        if (images.isEmpty()) return List.of();
        List<String> found = classifier.classify(images);
        List<Sight> sights = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            String given = label.apply(prompts.get(i));
            String expected =
                    given.isEmpty() ? classifier.labelIn(prompts.get(i).text()) : classifier.spelled(given);
            sights.add(new Sight(expected, found.get(i)));
        }
        return sights;
    }

    /** Adds how well images show what their prompts say. */
    public ImageObservation scoredBy(Clip clip) {
        if (images.isEmpty()) return this;
        double[][] ofImages = clip.images(images);
        double[][] ofTexts =
                clip.texts(prompts.stream().map(DrawingPrompt::text).toList());
        List<Double> scores = IntStream.range(0, images.size())
                .mapToObj(i -> ClipScore.of(ofImages[i], ofTexts[i]))
                .toList();
        return new ImageObservation(
                prompts, images, masks, errors, chance, seen, crossSeen, scores, features, realFeatures);
    }

    /**
     * Adds features to compare them with real images by.
     *
     * @param real features of real images by the same network, at least two rows
     */
    public ImageObservation comparedBy(ImageEncoder encoder, double[]... real) {
        if (images.isEmpty()) return this;
        return new ImageObservation(
                prompts,
                images,
                masks,
                errors,
                chance,
                seen,
                crossSeen,
                clipScores,
                List.of(encoder.features(images)),
                List.of(real));
    }
}
