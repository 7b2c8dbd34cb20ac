package io.github.fttp.metrics.text;

/**
 * Expectations of a model while it reads a question, before it answers.
 *
 * @param names probability of the first token of each of the concept's names, {@code [names][positions]}: behind every position, an
 *     image's too
 * @param words {@code log p} of each of the question's tokens, given all in front of it; not those that follow an image
 */
public record QuestionReading(double[][] names, double[] words) {}
