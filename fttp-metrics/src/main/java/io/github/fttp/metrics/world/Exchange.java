package io.github.fttp.metrics.world;

/** A question and its true answer. */
public record Exchange(Topic topic, LabelledText question, LabelledText answer) {}
