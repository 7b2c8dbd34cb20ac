/** Groups of options that commands share: each gives a value of the library. */
package io.github.fttp.examples.options;
