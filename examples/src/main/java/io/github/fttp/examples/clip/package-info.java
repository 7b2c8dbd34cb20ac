/** CLIP with both its halves, the image encoder of the text side and the text encoder of the image side: for measuring. */
package io.github.fttp.examples.clip;
