"""Compressed recordings and videos, as files that visitors drop.

The files and what they must decode to are those of the decoders' own tests, whose `make_files.py` made
them: what is lossless has the very samples that were generated, what is lossy is near to what another
decoder (ffmpeg, libopus) makes of it. That all hosts give the same samples is for every case the same
demand.
"""

from __future__ import annotations

import hashlib
import json
import math
from typing import Any

import numpy as np

from conformance.case import ROOT, Case, Expected, Outputs, Problem, Written
from e2e.bundles import manifest, node

FILES = ROOT / "wasm_kernels" / "crates" / "audio_files" / "tests" / "files"
EXPECTED = json.loads((FILES / "expected.json").read_text())
#: One frame in so many of another decoder's samples is kept (`make_files.py`).
EVERY = 7
BLOCK_FRAMES = 4096
LOSSLESS = (
    "flac_s16.flac", "flac_s24.flac", "ogg_flac.oga", "m4a_alac.m4a", "mkv_flac.mkv", "mov_pcm.mov",
    "aiff_s24.aiff", "caf_s16.caf", "wav_extensible_5.1.wav", "wav_mulaw.wav", "wav_adpcm_ms.wav",
)  # fmt: skip
LOSSY = (
    "mp3_cbr.mp3", "mp3_vbr_mono.mp3", "mp2.mp2", "m4a_aac.m4a", "aac_adts.aac", "aac_5.1.m4a", "he_aac.aac",
    "he_aac_v2.aac", "mp4_video.mp4", "vorbis_5.1.ogg", "vorbis_uncoupled.ogg",
    "mp4_fragments.mp4", "mp4_opus.mp4", "mov_video.mov", "ogg_vorbis.ogg", "ogg_chained.ogg",
    "opus_5.1.opus", "opus_hybrid.opus", "opus_music.opus", "webm_vorbis.webm", "webm_video_opus.webm",
)  # fmt: skip
TELLING = ("flac_s16.flac", "mp4_video.mp4", "opus_hybrid.opus")
LISTEN = manifest([node("p", "PassThroughNode")], inputs=[{"name": "a", "type": "audio", "to": "p"}])


def samples_of(outputs: Outputs) -> np.ndarray[Any, np.dtype[np.float32]]:
    """All blocks one after another: (channels, frames). The blocks are whole but for the last one."""
    blocks = outputs["p"]
    frames = sum(each["frames"] for each in blocks)
    assert [each["frames"] for each in blocks] == [
        min(BLOCK_FRAMES, frames - at) for at in range(0, frames, BLOCK_FRAMES)
    ]
    return np.concatenate([np.array(each["samples"], np.float32) for each in blocks], axis=1)


def as_expected(name: str) -> Expected:
    """The judge of a file."""
    known = EXPECTED[name]

    def judge(outputs: Outputs) -> None:
        samples = samples_of(outputs)
        assert samples.shape == (known["channels"], known["frames"])
        if "sample_rate" in known:
            assert all(each["sample_rate"] == known["sample_rate"] for each in outputs["p"])
        if "sha256" in known:
            assert hashlib.sha256(samples.astype("<f4").tobytes()).hexdigest() == known["sha256"]
            return
        kept = np.frombuffer((FILES / known["reference"]).read_bytes(), "<f4").reshape(known["channels"], -1)
        error = float(np.sum((samples[:, ::EVERY].astype(float) - kept) ** 2)) + 1e-30
        decibels = 10 * math.log10(float(np.sum(kept.astype(float) ** 2)) / error)
        assert decibels >= known["decibels"], f"the error is only {decibels:.1f} dB below the sound"

    return judge


def half(outputs: Outputs) -> None:
    # Half of the blocks were cut off: what could be read is there, and begins as the whole does.
    samples = samples_of(outputs)
    kept = np.frombuffer((FILES / "mp3_cbr.mp3.f32").read_bytes(), "<f4").reshape(2, -1)
    frames = samples.shape[1]
    assert 0.4 * 30_011 < frames < 0.6 * 30_011
    whole = samples[:, : frames - 2000 : EVERY]
    assert np.abs(whole - kept[:, : whole.shape[1]]).max() < 1e-4


def one_frame_silent(outputs: Outputs) -> None:
    # STREAMINFO (RFC 9639, 8.2): the size of a frame, and the length of the whole.
    frame = int.from_bytes(LONG[8:10])
    length = int.from_bytes(LONG[21:26]) & (1 << 36) - 1
    (samples,) = samples_of(outputs)
    assert len(samples) == length
    sounding = np.flatnonzero(samples)
    longest = np.diff(sounding).max() - 1
    assert frame <= longest <= frame + 2, "one frame, and what is 0 beside it anyway"


MP3 = (FILES / "mp3_cbr.mp3").read_bytes()
LONG = (FILES / "long.flac").read_bytes()
CASES = [
    *(
        Case(
            name=f"recording-{name}",
            source=source,
            manifest=LISTEN,
            inputs={"a": FILES / name},
            outputs=as_expected(name),
            telling=name in TELLING,
        )
        for names, source in ((LOSSLESS, "the generated samples, bit for bit"), (LOSSY, "another decoder"))
        for name in names
    ),
    Case(
        name="recording-cut-off",
        source="another decoder, up to where it was cut",
        manifest=LISTEN,
        inputs={"a": Written("cut.mp3", MP3[: len(MP3) // 2])},
        outputs=half,
        warns=[Problem("recording-truncated")],
    ),
    Case(
        name="recording-damaged-in-one-place",
        source="the length and the size of a frame that the file's own header tells (RFC 9639)",
        manifest=LISTEN,
        inputs={"a": Written("damaged.flac", LONG[:20_000] + bytes([LONG[20_000] ^ 255]) + LONG[20_001:])},
        outputs=one_frame_silent,
        warns=[
            Problem("recording-damaged", said="The recording is damaged at 0:01.0: silence stands there.")
        ],
    ),
    Case(
        name="recording-with-a-beginning-only",
        source="forty bytes are not even a header",
        manifest=LISTEN,
        inputs={"a": Written("begun.flac", LONG[:40])},
        outputs={"p": []},
        fails=Problem("broken-audio"),
    ),
    *(
        Case(
            name=f"recording-{name}",
            source=source,
            manifest=LISTEN,
            inputs={"a": FILES / name},
            outputs={"p": []},
            fails=Problem(code),
        )
        for name, code, source in (
            ("video_without_sound.mp4", "no-audio", "made without a sound track"),
            ("refused_ac3.mp4", "unsupported-codec", "its sound is AC-3"),
        )
    ),
    Case(
        name="recording-of-no-kind",
        source="bytes that are no format's",
        manifest=LISTEN,
        inputs={"a": Written("noise.mp3", bytes(range(7, 240)) * 20)},
        outputs={"p": []},
        fails=Problem("not-audio"),
    ),
]
