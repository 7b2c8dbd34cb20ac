package io.github.fttp.examples;

import picocli.CommandLine.Command;

/** Asks a model of any family. */
@Command(
        name = "generate",
        footer = "fttp generate --model llava-1.5-7b-hf --image photos/1.jpg --prompt \"Who is this?\"",
        description = {
            "Ask a vision-language model a question, or make images of prompts.",
            "The --model folder says which: a vision-language model (config.json) answers by generate-llava, a pipeline"
                    + " of diffusers (model_index.json) draws by generate-sd. The options are those of that command:"
                    + " --help beside --model lists them."
        })
final class Generate extends OfAnyFamily {}
