/** CLIP whole: vision tower (SigLIP's too), text tower, tokenizer, and the joint model of both from its folder. */
package io.github.fttp.core.clip;
