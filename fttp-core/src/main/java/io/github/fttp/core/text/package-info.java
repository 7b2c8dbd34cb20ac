/** Text as models see it: {@link io.github.fttp.core.text.Tokenizer} and places in a text, counted in code points. */
package io.github.fttp.core.text;
