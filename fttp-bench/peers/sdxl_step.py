"""A step of diffusers beside `fttp-bench step unet-xl-xattn`: SDXL's U-Net on 64 x 64 latents, FTTP's pixel loss, Adam on the weights
of cross-attention, on the CPU. Weights are random.

    python sdxl_step.py STEPS [bf16] [checkpointing]

Measured with torch 2.13 and diffusers 0.40.dev.
"""

import resource
import sys
import time

import torch
from diffusers import UNet2DConditionModel


def main():
    steps, given = int(sys.argv[1]), sys.argv[2:]
    torch.manual_seed(0)
    torch.set_default_dtype(torch.bfloat16 if "bf16" in given else torch.float32)
    with torch.device("meta"):
        unet = UNet2DConditionModel(
            sample_size=64,
            block_out_channels=(320, 640, 1280),
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
            transformer_layers_per_block=(1, 2, 10),
            attention_head_dim=(5, 10, 20),
            cross_attention_dim=2048,
            use_linear_projection=True,
            addition_embed_type="text_time",
            addition_time_embed_dim=256,
            projection_class_embeddings_input_dim=2816,
        )
    unet = unet.to_empty(device="cpu")
    for name, parameter in unet.named_parameters():
        parameter.data.uniform_(-0.02, 0.02)
        parameter.requires_grad_("attn2" in name)
    if "checkpointing" in given:
        unet.enable_gradient_checkpointing()
    unet.train()
    trained = [each for each in unet.parameters() if each.requires_grad]
    optimizer = torch.optim.Adam(trained, lr=1e-5)
    latents, noise = torch.randn(1, 4, 64, 64), torch.randn(1, 4, 64, 64)
    text = torch.randn(1, 77, 2048)
    sizes = torch.tensor([[512, 512, 0, 0, 512, 512]], dtype=torch.get_default_dtype())
    added = dict(text_embeds=torch.randn(1, 1280), time_ids=sizes)
    concept = torch.zeros(1, 1, 64, 64)
    concept[:, :, 16:48, 16:48] = 1

    seconds = []
    for step in range(steps):
        begun = time.perf_counter()
        said = unet(latents, torch.tensor([249]), text, added_cond_kwargs=added).sample
        loss = ((said - noise) ** 2 * (concept * -30 + (1 - concept) * 55)).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        seconds.append(time.perf_counter() - begun)
        print(f"step {step}: {seconds[-1]:.2f} s, loss {loss.item():.3f}", flush=True)
    timed = sorted(seconds[1:]) or seconds
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    values = sum(each.numel() for each in trained)
    print(
        f"{' '.join(sys.argv[1:])}: minimum {timed[0]:.2f} s, median {timed[len(timed) // 2]:.2f} s, "
        f"peak resident {peak:.2f} GiB, {values / 1e6:.0f} million weights train"
    )


main()
