/** Commands that run unlearning methods against each other. */
package io.github.fttp.examples.compare;
