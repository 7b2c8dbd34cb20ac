/** The commands that forget: {@code forget-llava}, {@code forget-sd} and {@code edit-sd}. */
package io.github.fttp.examples.forget;
