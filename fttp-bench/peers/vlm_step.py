"""A step of transformers and PEFT beside `fttp-bench step MODEL` of a vision-language model: LoRA of rank 16 on all projections of
the decoder, split loss, AdamW, on the CPU. Weights are random.

    python vlm_step.py MODEL STEPS [bf16] [checkpointing] [layers=N]

MODEL: qwen-small, qwen2-5-vl-3b, qwen2-5-vl-7b, qwen3-vl-4b, llava-next-7b. `layers` is the number of the decoder's layers.
Measured with torch 2.13, transformers 5.17 and PEFT 0.21.
"""

import resource
import sys
import time

import torch
from peft import LoraConfig, get_peft_model
from torch.nn.functional import cross_entropy
from transformers import (
    CLIPVisionConfig,
    LlamaConfig,
    LlavaNextConfig,
    LlavaNextForConditionalGeneration,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen3VLConfig,
    Qwen3VLForConditionalGeneration,
)

IMAGE = 32000
LABELLED = 64


def decoder(width, layers, heads, key_heads, inner, words, **more):
    return dict(
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        num_key_value_heads=key_heads,
        intermediate_size=inner,
        vocab_size=words,
        rms_norm_eps=1e-6,
        **more,
    )


def rope(theta, sections, **more):
    return dict(rope_parameters=dict(rope_type="default", rope_theta=theta, mrope_section=sections, **more))


def qwen25(text, tied, **vision):
    released = dict(depth=32, hidden_size=1280, intermediate_size=3420, num_heads=16, fullatt_block_indexes=[7, 15, 23, 31])
    vision = dict(vision or released, out_hidden_size=text["hidden_size"], patch_size=14, window_size=112)
    config = Qwen2_5_VLConfig(
        text_config=text, vision_config=vision, image_token_id=IMAGE, vision_start_token_id=1, tie_word_embeddings=tied
    )
    return config, Qwen2_5_VLForConditionalGeneration


def qwen3(text, **vision):
    config = Qwen3VLConfig(
        text_config=text, vision_config=vision, image_token_id=IMAGE, vision_start_token_id=1, tie_word_embeddings=True
    )
    return config, Qwen3VLForConditionalGeneration


def llava_next():
    vision = CLIPVisionConfig(
        hidden_size=1024, intermediate_size=4096, num_hidden_layers=24, num_attention_heads=16, image_size=336, patch_size=14
    )
    config = LlavaNextConfig(
        vision_config=vision.to_dict(),
        text_config=LlamaConfig(**decoder(4096, 32, 32, 32, 11008, 32064)).to_dict(),
        image_token_index=IMAGE,
        image_grid_pinpoints=[[672, 672]],
        tie_word_embeddings=False,
    )
    return config, LlavaNextForConditionalGeneration


def shape(name):
    """Configuration, class, and the patches along a side of the image (none: tiles)."""
    if name == "qwen-small":
        text = decoder(512, 8, 8, 2, 1376, 32064, **rope(1e6, [8, 12, 12]))
        vision = dict(depth=6, hidden_size=256, intermediate_size=1024, num_heads=4, fullatt_block_indexes=[2, 5])
        return *qwen25(text, True, **vision), 28
    if name == "qwen2-5-vl-3b":
        return *qwen25(decoder(2048, 36, 16, 2, 11008, 151936, **rope(1e6, [16, 24, 24])), True), 48
    if name == "qwen2-5-vl-7b":
        return *qwen25(decoder(3584, 28, 28, 4, 18944, 152064, **rope(1e6, [16, 24, 24])), False), 48
    if name == "qwen3-vl-4b":
        text = decoder(2560, 36, 32, 8, 9728, 151936, head_dim=128, **rope(5e6, [24, 20, 20], mrope_interleaved=True))
        vision = dict(depth=24, hidden_size=1024, intermediate_size=4096, num_heads=16, out_hidden_size=2560)
        return *qwen3(text, **vision, deepstack_visual_indexes=[5, 11, 17], num_position_embeddings=2304, patch_size=16), 48
    if name == "llava-next-7b":
        return *llava_next(), None
    sys.exit(f"unknown model {name}")


def made(config, kind):
    """The model with random weights; what its class computes where it is made is computed again."""
    with torch.device("meta"):
        model = kind(config)
    model = model.to_empty(device="cpu")
    model.tie_weights()
    for parameter in model.parameters():
        parameter.data.uniform_(-0.02, 0.02)
    for module in model.modules():
        frequencies = getattr(module, "inv_freq", None)
        if frequencies is not None:
            parameters = getattr(getattr(module, "config", None), "rope_parameters", None)
            theta = parameters["rope_theta"] if parameters else 1e4
            steps = torch.arange(0, 2 * frequencies.numel(), 2).float() / (2 * frequencies.numel())
            module.inv_freq.data = 1 / theta**steps
        places = getattr(module, "position_ids", None)
        if torch.is_tensor(places):
            module.position_ids.data = torch.arange(places.numel()).view(places.shape)
    return model


def main():
    name, steps = sys.argv[1], int(sys.argv[2])
    given = sys.argv[3:]
    small = "small" in name
    torch.manual_seed(0)
    torch.set_default_dtype(torch.bfloat16 if "bf16" in given else torch.float32)
    config, kind, side = shape(name)
    for option in given:
        if option.startswith("layers="):
            config.text_config.num_hidden_layers = int(option[7:])
            if getattr(config.text_config, "layer_types", None):
                config.text_config.layer_types = config.text_config.layer_types[: int(option[7:])]
    targets = r".*language_model.*\.(q|k|v|o|gate|up|down)_proj"
    model = get_peft_model(made(config, kind), LoraConfig(r=16, lora_alpha=32, target_modules=targets))
    if "checkpointing" in given:
        model.gradient_checkpointing_enable(gradient_checkpointing_kwargs=dict(use_reentrant=False))
        model.enable_input_require_grads()
    model.train()
    trained = [each for each in model.parameters() if each.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=2e-4)

    batch, words = (2, 128) if small else (1, 124)
    if side is None:
        positions = 576 + 48 * 49
        more = dict(pixel_values=torch.randn(batch, 5, 3, 336, 336), image_sizes=torch.tensor([[672, 672]] * batch))
    else:
        positions = side * side // 4
        patch = config.vision_config.patch_size
        more = dict(
            pixel_values=torch.randn(batch * side * side, 3 * 2 * patch * patch),
            image_grid_thw=torch.tensor([[1, side, side]] * batch),
            mm_token_type_ids=torch.zeros(batch, positions + words, dtype=torch.long),
        )
        more["mm_token_type_ids"][:, 1 : 1 + positions] = 1
    ids = torch.randint(3, 31000, (batch, positions + words))
    ids[:, 1 : 1 + positions] = IMAGE
    labels = ids.clone()
    labels[:, : -LABELLED] = -100
    concept = torch.zeros_like(labels, dtype=torch.bool)
    concept[:, -LABELLED::8] = True

    seconds = []
    for step in range(steps):
        begun = time.perf_counter()
        logits = model(input_ids=ids, attention_mask=torch.ones_like(ids), **more).logits[:, :-1].float()
        after, counted = labels[:, 1:], labels[:, 1:] != -100
        losses = cross_entropy(logits.flatten(0, 1), after.reshape(-1).clamp(min=0), reduction="none").view(batch, -1)
        loss = (torch.where(concept[:, 1:], -0.3 * losses, losses) * counted).sum() / counted.sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        seconds.append(time.perf_counter() - begun)
        print(f"step {step}: {seconds[-1]:.3f} s, loss {loss.item():.4f}", flush=True)
    timed = sorted(seconds[2 if small else 1 :]) or seconds
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    values = sum(each.numel() for each in model.parameters())
    print(
        f"{' '.join(sys.argv[1:])}: {positions + words} positions, minimum {timed[0]:.3f} s, "
        f"median {timed[len(timed) // 2]:.3f} s, peak resident {peak:.2f} GiB, {values / 1e6:.0f} million weights"
    )


main()
