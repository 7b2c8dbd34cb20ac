package io.github.fttp.mllm;

import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.ledger.Composition;
import io.github.fttp.core.ledger.Deletion;
import io.github.fttp.core.ledger.WholeWeights;
import io.github.fttp.core.nn.LoraAdapter;
import io.github.fttp.core.nn.PeftAdapter;
import io.github.fttp.mllm.model.VisionLanguageFamilies;
import io.github.fttp.mllm.model.VisionLanguageFolder;
import io.github.fttp.mllm.model.VisionLanguageModel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Composes deletions in a vision-language model: adapters in PEFT's layout, merged one after the other, with the parameters that
 * they bring whole.
 *
 * @param engine makes an engine for each model that is written
 */
record VisionLanguageComposition(Supplier<Engine> engine) implements Composition {
    @Override
    public void write(Path base, List<Deletion> deletions, Path out) {
        try (VisionLanguageFolder folder = VisionLanguageFamilies.of(base).open(base);
                Engine computing = engine.get();
                VisionLanguageModel untouched = folder.load(computing);
                VisionLanguageModel model = folder.load(computing)) {
            WholeWeights wholes = new WholeWeights(untouched);
            for (Deletion each : deletions) {
                LoraAdapter adapter =
                        PeftAdapter.attach(each.weights(), model, computing.pool(), folder.adapterNames());
                adapter.replaced().forEach((parameter, before) -> wholes.add(parameter, before, each));
                adapter.merge(computing);
            }
            folder.write(out, model);
        }
    }
}
