/** CLIP whole: vision tower, text tower, tokenizer, and the joint model of both from its folder. */
package io.github.fttp.core.clip;
