/** The base of the library: one package a concern, each depending only on those before it. */
package io.github.fttp.core;
