/** Optimisers as PyTorch's, learning-rate schedules as transformers', clipping by global norm. */
package io.github.fttp.core.optim;
