package io.github.fttp.diffusion.compare;

import io.github.fttp.core.image.Image;
import io.github.fttp.core.mask.Concept;
import io.github.fttp.diffusion.train.LatentSample;
import io.github.fttp.diffusion.train.TrainableUNet;
import io.github.fttp.metrics.compare.Oracle.Part;
import io.github.fttp.metrics.compare.Outcome;
import io.github.fttp.metrics.compare.Score;
import java.util.List;
import java.util.Map;

/** A concept in a trial: what a method is given, and what the model is made to draw afterwards. */
interface ImageExam {
    /** Gives what is forgotten. */
    Concept concept();

    /** The prompt of methods that draw their own samples. */
    String prompt();

    /** Gives what stands in the concept's place where images do not say it; may be empty. */
    String anchor();

    /** Gives what a method trains on, each with the prompt of what shall stand in the concept's place, in a fixed order. */
    Map<LatentSample, String> forget(ImageMethod.Data data);

    /** Images to keep for a method that trains on this. */
    List<LatentSample> retain(ImageMethod.Data data);

    /** Names that an edit in closed form preserves. */
    List<String> preserved();

    /** Gives what a run is followed on, none of which is trained on or measured in the end. */
    ImageCourse course();

    /** Observes the model as it was, unless that was done for this concept and budget. */
    void observe();

    /** Measures the model as it was; observes it as well. */
    Map<String, Score> before(TrainableUNet untouched);

    /** Measures the model as it is now; it was observed as it was. */
    Map<String, Score> scores(TrainableUNet now);

    /** Draws what reports show. */
    List<Outcome.Example> examples();

    /** Prompts of the concept that a prefix is learned for, each with an image. */
    List<Prompted> prompted();

    /** Whether an image that was drawn of such a prompt shows the concept. */
    boolean shows(Prompted asked, Image drawn);

    /** A prompt and an image of what it says. */
    record Prompted(String prompt, LatentSample image) {}

    /** Features of what the model draws of prompts with the concept and without; empty where nothing makes features. */
    Map<Part, List<float[]>> features();

    /** A few images to learn the concept anew from. */
    List<LatentSample> relearned();

    /** Images of the concept that are not among {@link #relearned}. */
    List<LatentSample> unseen();

    /** Measures only what was to be forgotten: of a model whose weights are rounded. */
    Map<String, Score> ofForgotten(TrainableUNet now);
}
