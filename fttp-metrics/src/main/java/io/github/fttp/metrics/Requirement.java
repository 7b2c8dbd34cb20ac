package io.github.fttp.metrics;

/** A thing that a metric needs: an observation of the model, or something beside it. */
public enum Requirement {
    ANSWERS("answers that the model generates"),
    TOKEN_LOSSES("losses of the tokens of the answers in the data"),
    WRONG_ANSWERS("losses of wrong answers and paraphrases that the data has"),
    BEFORE("the model as it was before"),
    BEFORE_ANSWERS("losses of the answers that the model gave before"),
    REFERENCE_MODEL("a model that was never trained on the data to forget"),
    QUESTIONS("what the model expects while it reads the questions"),
    JUDGE("a judge of answers"),
    UNSEEN_DATA("data that no model was trained on"),
    DRAWINGS("images that the model draws of prompts"),
    DENOISING_ERRORS("errors of the noise that the model predicts in images of the data"),
    CONCEPT_MASKS("where drawn images show the concept"),
    CLASSIFIER("a classifier of the concept's domain, and its label for each prompt"),
    CROSS_CLASSIFIER("a classifier of another domain, and its label for each prompt"),
    CLIP("a CLIP model"),
    REAL_IMAGES("real images, and a network that makes features of images");

    private final String text;

    Requirement(String text) {
        this.text = text;
    }

    /** Says what it is, for people. */
    public String text() {
        return text;
    }
}
