/** Where the concept is: {@link io.github.fttp.core.mask.ElementMask} for both modalities, and the ways to get one. */
package io.github.fttp.core.mask;
