/** Commands of the image side that make images. */
package io.github.fttp.examples.generate;
