package io.github.fttp.diffusion.verify;

import io.github.fttp.core.autograd.Tape;
import io.github.fttp.core.clip.ClipTextModel;
import io.github.fttp.core.clip.HiddenLayer;
import io.github.fttp.core.engine.Engine;
import io.github.fttp.core.io.Json;
import io.github.fttp.core.nn.Module;
import io.github.fttp.core.tensor.Tensor;
import io.github.fttp.core.verify.CaseKind;
import io.github.fttp.core.verify.Comparisons;
import io.github.fttp.core.verify.GoldenCase;
import io.github.fttp.diffusion.lora.AppliedLora;
import io.github.fttp.diffusion.lora.DiffusersLora;
import io.github.fttp.diffusion.unet.Conditioning;
import io.github.fttp.diffusion.unet.UNet2DConditionModel;
import java.nio.file.Path;
import java.util.Map;

/** LoRA files of a Stable Diffusion: what U-Net and text encoder give with each, and without. */
final class SdLoraCase implements CaseKind {
    private static final String PEFT = "peft-unet";

    @Override
    public void check(Path folder, Json spec, Engine engine, Comparisons out) {
        GoldenCase golden = new GoldenCase(folder, spec);
        try (UNet2DConditionModel unet = UNet2DConditionModel.load(
                        folder.resolve(spec.field("unet").text()), engine);
                ClipTextModel text = ClipTextModel.load(
                        folder.resolve(spec.field("text_encoder").text()), engine)) {
            Map<String, Module> parts = Map.of("unet", unet, "text_encoder", text);
            Models models = new Models(golden, engine, unet, text);
            models.note("base");
            Json files = spec.field("files");
            for (String name : files.names()) {
                models.note(name, folder.resolve(files.field(name).text()), parts);
            }
            if (golden.wants("out." + PEFT + ".")) models.note(PEFT, folder.resolve(PEFT), parts);
            golden.compare(out);
        }
    }

    private record Models(GoldenCase golden, Engine engine, UNet2DConditionModel unet, ClipTextModel text) {
        void note(String name, Path file, Map<String, Module> parts) {
            AppliedLora applied = DiffusersLora.attach(file, parts, engine);
            try {
                note(name);
            } finally {
                applied.close();
            }
        }

        void note(String name) {
            try (Tensor sample = input("in.sample");
                    Tensor context = input("in.encoder_hidden_states");
                    Tape tape = Tape.forward(engine)) {
                golden.found(
                        "out." + name + ".sample",
                        unet.forward(
                                        tape,
                                        tape.constant(sample),
                                        golden.floats("in.timestep"),
                                        Conditioning.Vars.of(tape.constant(context)))
                                .value()
                                .toArray());
            }
            String states = "out." + name + ".text_encoder.";
            golden.found(states + "last_hidden_state", states(HiddenLayer.last()));
            golden.found(states + "penultimate", states(HiddenLayer.skip(1).unnormalised()));
        }

        private float[] states(HiddenLayer layer) {
            try (Tensor states = Tape.detached(engine, tape -> text.forward(tape, golden.ids(), layer))) {
                return states.toArray();
            }
        }

        private Tensor input(String key) {
            return engine.pool().draw(golden.shape(key)).set(golden.floats(key));
        }
    }
}
