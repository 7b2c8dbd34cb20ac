/**
 * Files: safetensors and folders of them, their conversion to another type, strict JSON and the fields of configurations,
 * digests, atomic writes; and {@link io.github.fttp.core.io.InputException}, the one family of exceptions for input that
 * cannot be used. Models and adapters read their own files with what is here.
 */
package io.github.fttp.core.io;
