package io.github.fttp.metrics.conceptworld;

/** A question and its true answer. */
public record Exchange(Topic topic, LabelledText question, LabelledText answer) {}
