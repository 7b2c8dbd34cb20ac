package io.github.fttp.examples.forget;

import io.github.fttp.core.autograd.Parameter;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.AtomicFiles;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.PeftAdapter;
import io.github.fttp.core.train.RunFolder;
import io.github.fttp.mllm.llava.LlavaFolder;
import io.github.fttp.mllm.llava.LlavaModel;
import io.github.fttp.mllm.llava.TrainableLlava;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What of a model trains, and what is written of it at the end. */
sealed interface Trained extends AutoCloseable {
    /** The model in the loop. */
    TrainableLlava trainable();

    /**
     * Writes what others can load: an adapter, or the whole model where that trained or where {@code merge} asks for it.
     *
     * @param moduleName from our names of modules to those that an adapter's file shall have
     */
    void write(RunFolder out, LlavaFolder base, boolean merge, UnaryOperator<String> moduleName);

    @Override
    void close();

    static Trained of(TrainingOptions options, LlavaModel model, Engine engine) {
        return switch (options.part) {
            case LORA -> Adapter.of(options, model, engine);
            case PROJECTOR ->
                new Weights(
                        model,
                        TrainableLlava.of(model, engine, model.projector().parameters()));
            case ALL -> {
                List<Parameter> trained = options.trainVision ? model.parameters() : allButTheTower(model);
                yield new Weights(model, TrainableLlava.of(model, engine, trained));
            }
        };
    }

    private static List<Parameter> allButTheTower(LlavaModel model) {
        return Stream.of(model.projector(), model.languageModel())
                .flatMap(part -> part.parameters().stream())
                .toList();
    }

    /** Low-rank adapters on the language model, and perhaps the projector. */
    record Adapter(LlavaModel model, Engine engine, LoraAdapter adapter, boolean projector, TrainableLlava trainable)
            implements Trained {
        static Adapter of(TrainingOptions options, LlavaModel model, Engine engine) {
            LoraAdapter adapter =
                    LoraAdapter.attach(options.lora(), model.languageModel(), engine.pool(), options.seed);
            double factor = options.projectorFactor();
            TrainableLlava trainable = factor > 0
                    ? TrainableLlava.withProjector(model, engine, adapter, factor)
                    : TrainableLlava.of(model, engine, adapter);
            return new Adapter(model, engine, adapter, factor > 0, trainable);
        }

        @Override
        public void write(RunFolder out, LlavaFolder base, boolean merge, UnaryOperator<String> moduleName) {
            List<Parameter> saved = projector ? model.projector().parameters() : List.of();
            String name = base.path().toString();
            AtomicFiles.writeFolder(
                    out.adapter(), folder -> PeftAdapter.write(folder, adapter, saved, name, moduleName));
            if (!merge) return;
            adapter.merge(engine);
            base.write(out.model(), model);
        }

        @Override
        public void close() {
            trainable.close();
            adapter.close();
        }
    }

    /** The model's own weights. */
    record Weights(LlavaModel model, TrainableLlava trainable) implements Trained {
        @Override
        public void write(RunFolder out, LlavaFolder base, boolean merge, UnaryOperator<String> moduleName) {
            base.write(out.model(), model);
        }

        @Override
        public void close() {
            trainable.close();
        }
    }
}
