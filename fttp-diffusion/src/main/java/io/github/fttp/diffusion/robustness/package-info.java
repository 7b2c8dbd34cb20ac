/** Attacks on a diffusion model that seems to have forgotten: learned prefixes of prompts. */
package io.github.fttp.diffusion.robustness;
