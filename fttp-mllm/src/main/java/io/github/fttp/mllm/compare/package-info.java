/** Where methods for text are compared: a vision-language model, what it is given to forget and what it is asked. */
package io.github.fttp.mllm.compare;
