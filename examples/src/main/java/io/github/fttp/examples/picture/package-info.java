/** Commands of the image side that make pictures. */
package io.github.fttp.examples.picture;
