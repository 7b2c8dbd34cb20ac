/** Data that people bring to a text-to-image model: prompts, and which image each belongs to. */
package io.github.fttp.diffusion.data;
