/**
 * Image networks from ONNX files, run by ONNX Runtime ({@code com.microsoft.onnxruntime:onnxruntime}), an optional dependency:
 * who uses this package adds it, and nobody else loads anything of it.
 */
package io.github.fttp.metrics.onnx;
