package io.github.fttp.mllm.model;

import io.github.fttp.core.train.TrainableModel;
import io.github.fttp.mllm.data.SampleWithImages;

/**
 * A vision-language model in the loop: its elements are the labels of a batch of conversations, sample by sample. It may keep
 * what it computed of images, which {@link #close} gives back; model and adapter stay the caller's.
 */
public interface TrainableConversations extends TrainableModel<SampleWithImages>, AutoCloseable {
    @Override
    void close();
}
