/** The benchmarks' peer: the same models on libtorch, written as the Hugging Face classes are. */
package io.github.fttp.bench.peer;
