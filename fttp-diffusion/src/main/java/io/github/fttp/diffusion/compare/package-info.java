/** Where methods for images are compared: a Stable Diffusion, what it is given to forget and what it draws. */
package io.github.fttp.diffusion.compare;
