/**
 * The check against references: each kind of case knows how to compute what a folder holds the expected values of, and
 * {@link io.github.fttp.examples.verify.Comparisons} compares.
 */
package io.github.fttp.examples.verify;
