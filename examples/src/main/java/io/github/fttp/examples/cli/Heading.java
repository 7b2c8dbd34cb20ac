package io.github.fttp.examples.cli;

/** Headings of the options in a command's help, in the order in which they are printed. */
public enum Heading {
    MODEL("Model"),
    DATA("Data"),
    CONCEPT("Concept"),
    MASKS("Masks of images"),
    METHOD("Method"),
    TRAINING("Training"),
    PROMPT("Prompt"),
    GENERATION("Generation"),
    MEASURING("Measuring"),
    COMPUTING("Computing"),
    RESULTS("Results"),
    GENERAL("General");

    private final String text;

    Heading(String text) {
        this.text = text;
    }

    /** As it is printed. */
    String text() {
        return text;
    }
}
