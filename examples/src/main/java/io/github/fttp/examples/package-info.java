/** The commands: each main reads as documentation of how the library is used. */
package io.github.fttp.examples;
