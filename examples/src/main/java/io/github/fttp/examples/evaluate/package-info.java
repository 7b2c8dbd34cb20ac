/** The commands that measure: {@code evaluate}, {@code evaluate-sd}, and {@code metrics}, which lists what can be measured. */
package io.github.fttp.examples.evaluate;
