/** Progress on standard error: bars on a terminal, lines elsewhere. */
package io.github.fttp.examples.progress;
