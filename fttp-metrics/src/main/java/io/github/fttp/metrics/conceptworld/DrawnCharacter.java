package io.github.fttp.metrics.conceptworld;

/**
 * An invented character.
 *
 * @param name of two words
 * @param alias another name, by which it is known as well
 * @param look what it looks like
 * @param facts what is true of it and cannot be seen
 */
public record DrawnCharacter(String name, String alias, Look look, Facts facts) {}
