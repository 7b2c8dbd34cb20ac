package io.github.fttp.mllm.compare;

import io.github.fttp.core.mask.Concept;
import io.github.fttp.metrics.compare.Attack;
import io.github.fttp.metrics.compare.Collateral;
import io.github.fttp.metrics.compare.Oracle.Part;
import io.github.fttp.metrics.compare.Score;
import io.github.fttp.mllm.data.SampleWithImages;
import io.github.fttp.mllm.evaluate.Question;
import io.github.fttp.mllm.evaluate.VisionLanguageSubject;
import java.util.List;
import java.util.Map;

/** A concept in a trial: what a method is given, and what the model is asked afterwards. */
interface TextExam {
    /** Whose naming is measured. */
    Concept concept();

    /** Samples to forget. */
    List<SampleWithImages> forget();

    /** Samples to keep. */
    List<SampleWithImages> retain();

    /** The samples to forget with other answers. */
    List<SampleWithImages> alternatives();

    /** Gives what a run is followed on, none of which is trained on or measured in the end. */
    TextCourse course(VisionLanguageSubject now);

    /** Observes the model as it was, unless that was done for this concept and budget. */
    void observe(VisionLanguageSubject untouched);

    /** Measures the model as it was; observes it as well. */
    Map<String, Score> before(VisionLanguageSubject untouched);

    /** Measures the model as it is now; it was observed as it was. */
    Map<String, Score> scores(VisionLanguageSubject now);

    /** Questions whose answers reports show. */
    List<Shown> shown();

    /** Questions whose right answer names the concept, at least two: a prefix is searched on the first. */
    List<Question> named();

    /** Asks otherwise for what was to be forgotten: the share that is recalled, by {@link Attack#recalled}. */
    Map<String, Score> probes(VisionLanguageSubject now);

    /** Samples of each other concept with its name, by name, to measure what became of it; empty where there are none. */
    Map<Concept, List<SampleWithImages>> others();

    /** Measures how like each other concept is to this, by {@link Collateral#likeness}, as far as that needs no model. */
    Map<String, Score> likeness();

    /** Questions that an oracle is asked as well, with their right answers: of each part that has some. */
    Map<Part, List<Question>> comparable();

    /** Truth ratios of what is true of the concept; empty where there are none. */
    double[] truthRatios(VisionLanguageSubject model);

    /** A few samples to learn the concept anew from. */
    List<SampleWithImages> relearned();

    /** Samples with the concept that are not among {@link #relearned}. */
    List<SampleWithImages> unseen();

    /** Measures only what was to be forgotten: of a model whose weights are rounded. */
    Map<String, Score> ofForgotten(VisionLanguageSubject now);

    /**
     * A question that reports show.
     *
     * @param image PNG in base64; empty for none
     */
    record Shown(Question question, String image) {}
}
