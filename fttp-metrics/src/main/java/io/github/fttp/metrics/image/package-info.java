/** Images compared by the features that a network makes of them. */
package io.github.fttp.metrics.image;
