package io.github.fttp.mllm.forget;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.PeftAdapter;
import io.github.fttp.core.nn.SineOffsets;
import io.github.fttp.mllm.model.TrainedPart;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import io.github.fttp.mllm.model.VisionLanguageModel;
import io.github.fttp.mllm.train.TrainableConversations;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A model in the loop with the part of it that trains, which can be written. */
sealed interface Trained extends AutoCloseable {
    /** The model in the loop. */
    TrainableConversations trainable();

    /**
     * Writes the adapter in PEFT's layout.
     *
     * @param moduleName from our names of modules to those that the adapter's file shall have
     * @throws IllegalStateException if there is no adapter: the model's own weights trained, or it was merged into them
     */
    void writeAdapter(Path folder, UnaryOperator<String> moduleName);

    /** Writes a complete model folder; an adapter is merged into the model's weights for good. */
    void writeModel(Path folder);

    /** Whether an adapter trains beside the model's weights. */
    boolean isAdapter();

    @Override
    void close();

    /** @param rate the optimiser's learning rate */
    static Trained of(
            TrainedPart part,
            double rate,
            long seed,
            VisionLanguageFolder folder,
            VisionLanguageModel model,
            Engine engine) {
        if (part instanceof TrainedPart.Adapter low) {
            return low.sines()
                    ? WithSines.of(low, rate, seed, folder, model, engine)
                    : Adapter.of(low, rate, seed, folder, model, engine);
        }
        List<Parameter> trained = part instanceof TrainedPart.All all
                ? all.vision() ? model.parameters() : allButVision(model)
                : model.projector().parameters();
        return new Weights(folder, model, trained, TrainableConversations.of(model, engine, trained));
    }

    private static List<Parameter> allButVision(VisionLanguageModel model) {
        return Stream.of(model.projector(), model.languageModel())
                .flatMap(part -> part.parameters().stream())
                .toList();
    }

    /** Low-rank adapters on the decoder, and perhaps the projector. */
    record Adapter(
            VisionLanguageFolder folder,
            VisionLanguageModel model,
            Engine engine,
            LoraAdapter adapter,
            TrainableConversations trainable)
            implements Trained {
        static Adapter of(
                TrainedPart.Adapter part,
                double rate,
                long seed,
                VisionLanguageFolder folder,
                VisionLanguageModel model,
                Engine engine) {
            LoraAdapter adapter = LoraAdapter.attach(part.lora(), model.languageModel(), engine.pool(), seed);
            double factor = part.projectorFactor(rate);
            try {
                TrainableConversations trainable = factor > 0
                        ? TrainableConversations.withProjector(model, engine, adapter, factor)
                        : TrainableConversations.of(model, engine, adapter);
                return new Adapter(folder, model, engine, adapter, trainable);
            } catch (RuntimeException | Error e) {
                adapter.close();
                throw e;
            }
        }

        @Override
        public boolean isAdapter() {
            return true;
        }

        @Override
        public void writeAdapter(Path to, UnaryOperator<String> moduleName) {
            adapter.requireOn();
            // However its folder was spelled: a run that is made again has the same bits.
            String name = folder.path().toAbsolutePath().normalize().toString();
            AtomicFiles.writeFolder(to, part -> PeftAdapter.write(part, adapter, name, moduleName));
        }

        @Override
        public void writeModel(Path to) {
            AtomicFiles.requireNew(to);
            if (!adapter.isMerged()) {
                adapter.requireOn();
                adapter.merge(engine);
            }
            folder.write(to, model);
        }

        @Override
        public void close() {
            trainable.close();
            adapter.close();
        }
    }

    /** Low-rank adapters beside a projector that moves by bounded offsets; it is written with them. */
    record WithSines(Adapter beside, SineOffsets offsets) implements Trained {
        static WithSines of(
                TrainedPart.Adapter part,
                double rate,
                long seed,
                VisionLanguageFolder folder,
                VisionLanguageModel model,
                Engine engine) {
            LoraAdapter adapter = LoraAdapter.attach(part.lora(), model.languageModel(), engine.pool(), seed);
            try {
                adapter.train(model.projector().parameters(), engine.pool());
                SineOffsets offsets = SineOffsets.attach(model.projector(), engine.pool());
                try {
                    TrainableConversations trainable = TrainableConversations.withSines(
                            model, engine, adapter, offsets, part.projectorFactor(rate));
                    return new WithSines(new Adapter(folder, model, engine, adapter, trainable), offsets);
                } catch (RuntimeException | Error e) {
                    offsets.close();
                    throw e;
                }
            } catch (RuntimeException | Error e) {
                adapter.close();
                throw e;
            }
        }

        @Override
        public TrainableConversations trainable() {
            return beside.trainable();
        }

        @Override
        public boolean isAdapter() {
            return true;
        }

        @Override
        public void writeAdapter(Path to, UnaryOperator<String> moduleName) {
            offsets.merge();
            beside.writeAdapter(to, moduleName);
        }

        @Override
        public void writeModel(Path to) {
            offsets.merge();
            beside.writeModel(to);
        }

        @Override
        public void close() {
            offsets.close();
            beside.close();
        }
    }

    /** The model's own weights. */
    record Weights(
            VisionLanguageFolder folder,
            VisionLanguageModel model,
            List<Parameter> trained,
            TrainableConversations trainable)
            implements Trained {
        @Override
        public boolean isAdapter() {
            return false;
        }

        @Override
        public void writeAdapter(Path to, UnaryOperator<String> moduleName) {
            throw new IllegalStateException("the model's own weights trained: there is no adapter, write the model");
        }

        @Override
        public void writeModel(Path to) {
            folder.write(to, model, trained);
        }

        @Override
        public void close() {
            trainable.close();
        }
    }
}
