/** What a model says, and what it knows of texts. */
package io.github.fttp.metrics.text;
