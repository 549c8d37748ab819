"""Makes the recordings beside this file, and what they must decode to.

usage: python make_files.py    (with numpy, and Debian's ffmpeg, flac, lame, opus-tools, vorbis-tools)

The sound is made here. What is lossless must give its samples to the bit; what is lossy is held against
another decoder: ffmpeg's, and for Opus libopus itself (opusdec). Of that one frame in seven is kept, as
float32: enough to see any shift, any swapped channel and any error.
"""

import hashlib
import json
import subprocess
import tempfile
import wave
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
RATE = 44_100
FRAMES = 30_011  # of no codec's frame size a multiple
EVERY = 7
QUIET = ["ffmpeg", "-hide_banner", "-loglevel", "error", "-y", "-bitexact"]
TAGS = {"title": "Süße Töne", "artist": "A Maker", "album": "Test", "track": "3", "date": "2026"}

Samples = np.ndarray[Any, np.dtype[np.float64]]
expected: dict[str, dict[str, Any]] = {}


def sound(frames: int, rate: int, channels: int) -> Samples:
    """Chirps with harmonics and bursts of noise, another in every channel, loud from the first sample on."""
    random = np.random.default_rng(5)
    time = np.arange(frames) / rate
    planes = []
    for channel in range(channels):
        phase = 2 * np.pi * np.cumsum(200 * (channel + 1) * 2 ** (2 * time)) / rate + 1
        tone = sum(np.sin(phase * k) / k for k in (1, 2, 3, 5))
        burst = random.standard_normal(frames) * (np.sin(2 * np.pi * 7 * time + channel) > 0.6)
        planes.append(0.3 * tone + 0.05 * burst)
    return np.clip(np.stack(planes), -0.95, 0.95)


def run(*command: str | Path) -> None:
    """Runs a program that must succeed."""
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)


def ffmpeg(*words: str | Path) -> None:
    """Runs ffmpeg."""
    run(*QUIET, *words)


def in_pipe(path: Path, *words: str | Path) -> None:
    """What ffmpeg writes where it cannot go back to fill in lengths."""
    command = [str(word) for word in (*QUIET, *words, "pipe:1")]
    path.write_bytes(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def write_wav(path: Path, integers: np.ndarray[Any, Any], bits: int, rate: int) -> None:
    """Planar integers as a plain wav file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(integers.shape[0])
        file.setsampwidth(bits // 8)
        file.setframerate(rate)
        low = integers.T.astype("<i4").tobytes()
        whole = np.frombuffer(low, np.uint8).reshape(-1, 4)[:, : bits // 8]
        file.writeframes(whole.tobytes())


def integers(samples: Samples, bits: int) -> np.ndarray[Any, Any]:
    """The samples in so many bits."""
    return np.round(samples * (2 ** (bits - 1) - 1)).astype(np.int64)


def exactly(name: str, planar: np.ndarray[Any, Any], **known: object) -> None:
    """These float32 samples must come out to the bit."""
    body = np.ascontiguousarray(planar.astype("<f4"))
    digest = hashlib.sha256(body.tobytes()).hexdigest()
    expected[name] = {"channels": body.shape[0], "frames": body.shape[1], "sha256": digest, **known}


def nearly(name: str, planar: np.ndarray[Any, Any], decibels: float, **known: object) -> None:
    """The error must lie so many decibels below the sound."""
    kept = np.ascontiguousarray(planar[:, ::EVERY].astype("<f4"))
    reference = f"{name}.f32"
    (HERE / reference).write_bytes(kept.tobytes())
    shape = {"channels": planar.shape[0], "frames": planar.shape[1]}
    expected[name] = {**shape, "reference": reference, "decibels": decibels, **known}


def by_ffmpeg(path: Path, channels: int, *words: str) -> np.ndarray[Any, Any]:
    """What ffmpeg decodes of the first sound track."""
    command = ["ffmpeg", "-loglevel", "error", *words, "-i", str(path), "-map", "0:a:0", "-f", "f32le", "-"]
    raw = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    return np.frombuffer(raw, "<f4").reshape(-1, channels).T


def by_opusdec(path: Path, channels: int) -> np.ndarray[Any, Any]:
    """What libopus decodes."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        run("opusdec", "--quiet", "--float", "--rate", "48000", path, file.name)
        raw = Path(file.name).read_bytes()
    return np.frombuffer(raw[raw.index(b"data") + 8 :], "<f4").reshape(-1, channels).T


def tagged() -> list[str]:
    """The tags in words for ffmpeg."""
    return [word for name, value in TAGS.items() for word in ("-metadata", f"{name}={value}")]


def make_wav(scratch: Path, source: Path, stereo: Samples) -> None:
    """Wav in every width and variant."""
    s16 = integers(stereo, 16) / 32768
    short = s16[:, :2001]
    f32 = scratch / "f32.wav"
    ffmpeg("-i", source, "-af", "atrim=end_sample=2001", "-c:a", "pcm_f32le", f32)
    for codec in ("s16le", "s24le", "s32le", "f32le", "f64le"):
        ffmpeg("-i", f32, "-c:a", f"pcm_{codec}", HERE / f"wav_{codec}.wav")
        exactly(f"wav_{codec}.wav", short, format="wav", codec=f"pcm_{codec}", sample_rate=RATE)
    ffmpeg("-i", f32, "-c:a", "pcm_u8", HERE / "wav_u8.wav")
    with wave.open(str(HERE / "wav_u8.wav")) as file:
        octets = np.frombuffer(file.readframes(9999), np.uint8).reshape(-1, 2).T
    exactly("wav_u8.wav", (octets.astype(float) - 128) / 128, format="wav", codec="pcm_u8")
    for codec in ("alaw", "mulaw"):
        name = f"wav_{codec}.wav"
        ffmpeg("-i", f32, "-c:a", f"pcm_{codec}", HERE / name)
        exactly(name, by_ffmpeg(HERE / name, 2), format="wav", codec=f"pcm_{codec}")
    for codec in ("adpcm_ms", "adpcm_ima_wav"):
        name = f"wav_{codec}.wav"
        ffmpeg("-i", f32, "-c:a", codec, HERE / name)
        exactly(name, by_ffmpeg(HERE / name, 2), format="wav", codec=codec)
    ffmpeg("-i", f32, "-c:a", "pcm_s16le", "-rf64", "always", HERE / "wav_rf64.wav")
    exactly("wav_rf64.wav", short, format="wav", codec="pcm_s16le")
    in_pipe(HERE / "wav_piped.wav", "-i", f32, "-c:a", "pcm_s16le", "-f", "wav")
    exactly("wav_piped.wav", short, format="wav", codec="pcm_s16le")
    ffmpeg("-i", f32, "-c:a", "pcm_s16le", *tagged(), HERE / "wav_tagged.wav")
    exactly("wav_tagged.wav", short, tags={"title": TAGS["title"], "artist": TAGS["artist"]})
    six = integers(sound(1001, 48_000, 6), 24)
    write_wav(scratch / "six.wav", six, 24, 48_000)
    ffmpeg("-i", scratch / "six.wav", "-c:a", "pcm_s24le", HERE / "wav_extensible_5.1.wav")
    exactly("wav_extensible_5.1.wav", six / 2**23, codec="pcm_s24le", sample_rate=48_000)


def make_lossless(scratch: Path, source: Path, stereo: Samples) -> None:
    """What must come out to the bit."""
    s16 = integers(stereo, 16) / 32768
    cut = scratch / "cut.wav"
    ffmpeg("-i", source, "-af", "atrim=end_sample=8001", "-c:a", "pcm_s16le", cut)
    short = s16[:, :8001]
    words = [f"--tag={name.upper()}={value}" for name, value in (TAGS | {"tracknumber": "3"}).items()]
    run("flac", "--silent", "--force", *words, "-o", HERE / "flac_s16.flac", cut)
    exactly("flac_s16.flac", short, format="flac", codec="flac", tags=TAGS)
    deep = integers(sound(5001, 96_000, 1), 24)
    write_wav(scratch / "deep.wav", deep, 24, 96_000)
    run("flac", "--silent", "--force", "-8", "-o", HERE / "flac_s24.flac", scratch / "deep.wav")
    exactly("flac_s24.flac", deep / 2**23, sample_rate=96_000, codec="flac")
    run("flac", "--silent", "--force", "--ogg", "-o", HERE / "ogg_flac.oga", cut)
    exactly("ogg_flac.oga", short, format="ogg", codec="flac")
    ffmpeg("-i", cut, "-c:a", "alac", *tagged(), HERE / "m4a_alac.m4a")
    exactly("m4a_alac.m4a", short, format="mp4", codec="alac", tags=TAGS)
    ffmpeg("-i", cut, "-c:a", "alac", HERE / "caf_alac.caf")  # whose table counts whole packets
    exactly("caf_alac.caf", short, format="caf", codec="alac")
    for name, codec in [
        ("aiff_s16.aiff", "pcm_s16be"),
        ("aiff_s24.aiff", "pcm_s24be"),
        ("caf_s16.caf", "pcm_s16le"),
    ]:
        ffmpeg("-i", cut, "-c:a", codec, HERE / name)
        exactly(name, short, codec=codec)
    ffmpeg("-i", cut, "-c:a", "pcm_s16le", HERE / "mov_pcm.mov")
    exactly("mov_pcm.mov", short, format="mov", codec="pcm_s16le")
    make_films(scratch)
    words = ["-af", "atrim=end_sample=200", "-metadata", f"author={TAGS['artist']}"]
    ffmpeg("-i", cut, *words, *tagged(), HERE / "aiff_tagged.aiff")
    in_pipe(HERE / "mkv_tagged.mkv", "-i", cut, *words, *tagged(), "-f", "matroska")
    ffmpeg("-i", cut, *words, *tagged(), "-c:a", "pcm_alaw", HERE / "caf_tagged.caf")
    exactly("caf_tagged.caf", by_ffmpeg(HERE / "caf_tagged.caf", 2), format="caf", codec="pcm_alaw")
    law = HERE / "aiff_mulaw.aiff"
    ffmpeg("-i", cut, "-af", "atrim=end_sample=501", "-c:a", "pcm_mulaw", law)
    exactly(law.name, by_ffmpeg(law, 2), format="aiff", codec="pcm_mulaw")
    ffmpeg("-i", cut, *words, *tagged(), "-c:a", "pcm_mulaw", HERE / "mov_tagged.mov")
    ffmpeg("-i", cut, *words, *tagged(), "-c:a", "adpcm_ima_wav", HERE / "wav_adpcm_tagged.wav")
    ffmpeg("-i", cut, "-c:a", "flac", HERE / "mkv_flac.mkv")
    exactly("mkv_flac.mkv", short, format="matroska", codec="flac", exact=False)


def make_films(scratch: Path) -> None:
    """Plain samples in QuickTime films, whose descriptions differ by width, order and channels; and ALAC."""
    three = integers(sound(1501, 48_000, 3), 24)
    write_wav(scratch / "three.wav", three, 24, 48_000)
    for codec in ("s8", "s16le", "s24be", "s32be", "f32be", "f64be", "alaw"):
        name = f"mov_{codec}_3.mov"
        ffmpeg("-i", scratch / "three.wav", "-c:a", f"pcm_{codec}", HERE / name)
        exactly(name, by_ffmpeg(HERE / name, 3), format="mov", codec=f"pcm_{codec}", sample_rate=48_000)
    film = HERE / "mov_96k_3.mov"  # its rate does not fit the older fields
    ffmpeg("-i", scratch / "three.wav", "-ar", "96000", "-c:a", "pcm_s24le", film)
    exactly(film.name, by_ffmpeg(film, 3), format="mov", codec="pcm_s24le", sample_rate=96_000)
    film = HERE / "mov_alac.mov"
    ffmpeg("-i", scratch / "three.wav", "-ac", "2", "-c:a", "alac", "-sample_fmt", "s32p", film)
    exactly("mov_alac.mov", by_ffmpeg(film, 2), format="mov", codec="alac")


def make_mpeg(source: Path) -> None:
    """MP3, MP2, AAC and videos with it."""
    words = [
        "--tt",
        TAGS["title"],
        "--ta",
        TAGS["artist"],
        "--tl",
        "Test",
        "--tn",
        "3",
        "--ty",
        "2026",
        "--add-id3v2",
    ]
    run("lame", "--quiet", "-b", "128", *words, source, HERE / "mp3_cbr.mp3")
    nearly("mp3_cbr.mp3", by_ffmpeg(HERE / "mp3_cbr.mp3", 2), 100, format="mp3", codec="mp3", tags=TAGS)
    run("lame", "--quiet", "-V", "5", "-m", "m", source, HERE / "mp3_vbr_mono.mp3")
    nearly("mp3_vbr_mono.mp3", by_ffmpeg(HERE / "mp3_vbr_mono.mp3", 1), 100, format="mp3")
    run("lame", "--quiet", "-b", "32", "-t", "--resample", "22.05", "-m", "s", source, HERE / "mp3_bare.mp3")
    nearly("mp3_bare.mp3", by_ffmpeg(HERE / "mp3_bare.mp3", 2), 90, sample_rate=22_050, exact=False)
    ffmpeg("-i", source, "-c:a", "mp2", "-b:a", "128k", HERE / "mp2.mp2")
    # The encoder leaves the last byte of the last frame out; ffmpeg decodes it all the same, with 16 bits.
    nearly("mp2.mp2", by_ffmpeg(HERE / "mp2.mp2", 2), 80, codec="mp2", exact=False)
    aac = HERE / "m4a_aac.m4a"
    ffmpeg("-i", source, "-c:a", "aac", "-b:a", "96k", *tagged(), aac)
    # ffmpeg leaves the padding of the last frame on; its own file says that it is none of the sound.
    nearly("m4a_aac.m4a", by_ffmpeg(aac, 2)[:, :FRAMES], 90, format="mp4", codec="aac", tags=TAGS)
    picture = ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=0.7"]
    video = [*picture, "-i", aac, "-c:a", "copy", "-c:v", "libx264", "-crf", "40"]
    for name, words in [
        ("mp4_video.mp4", ["-movflags", "+faststart"]),
        ("mov_video.mov", []),
        ("mp4_fragments.mp4", ["-movflags", "frag_keyframe+empty_moov", "-g", "3"]),
    ]:
        ffmpeg(*video, *words, HERE / name)
        exact = name != "mp4_fragments.mp4"
        whole = by_ffmpeg(HERE / name, 2)
        # Copied packets lose their last length; what is left is the edit list, which counts in ms.
        nearly(
            name,
            whole[:, : 680 * RATE // 1000] if exact else whole,
            90,
            format="mov" if name.endswith(".mov") else "mp4",
            codec="aac",
            exact=exact,
        )
    ffmpeg("-i", aac, "-c:a", "copy", HERE / "aac_adts.aac")
    nearly("aac_adts.aac", by_ffmpeg(HERE / "aac_adts.aac", 2), 90, format="adts", codec="aac", exact=False)
    ffmpeg(*picture, "-c:v", "libx264", "-crf", "40", HERE / "video_without_sound.mp4")


def make_xiph(scratch: Path, source: Path) -> None:
    """Vorbis and Opus, alone, chained and in videos."""
    words = [
        "--title",
        TAGS["title"],
        "--artist",
        TAGS["artist"],
        "--album",
        "Test",
        "--tracknum",
        "3",
        "--date",
        "2026",
    ]
    ogg = HERE / "ogg_vorbis.ogg"
    run("oggenc", "--quiet", "--serial", "1", "-q", "2", *words, "-o", ogg, source)
    nearly("ogg_vorbis.ogg", by_ffmpeg(ogg, 2), 100, format="ogg", codec="vorbis", tags=TAGS)
    picture = ["-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=0.7"]
    for name, words in [
        ("opus_music.opus", ["--bitrate", "64"]),
        ("opus_speech_60ms.opus", ["--bitrate", "20", "--framesize", "60", "--downmix-mono"]),
        ("opus_hybrid.opus", ["--bitrate", "28", "--speech", "--downmix-mono"]),
    ]:
        titles = ["--title", TAGS["title"], "--artist", TAGS["artist"]]
        run("opusenc", "--quiet", "--serial", "7", *words, *titles, source, HERE / name)
        channels = 1 if "--downmix-mono" in words else 2
        tags = {"title": TAGS["title"]}
        nearly(name, by_opusdec(HERE / name, channels), 120, codec="opus", sample_rate=48_000, tags=tags)
    six = integers(sound(12_001, 48_000, 6), 16)
    write_wav(scratch / "six.wav", six, 16, 48_000)
    run(
        "opusenc", "--quiet", "--serial", "7", "--bitrate", "160", scratch / "six.wav", HERE / "opus_5.1.opus"
    )
    nearly("opus_5.1.opus", by_opusdec(HERE / "opus_5.1.opus", 6), 120, codec="opus")
    music = HERE / "opus_music.opus"
    ffmpeg(
        *picture, "-i", music, "-c:a", "copy", "-c:v", "libvpx", "-b:v", "20k", HERE / "webm_video_opus.webm"
    )
    nearly("webm_video_opus.webm", by_opusdec(music, 2), 120, format="webm", codec="opus", exact=False)
    ffmpeg("-i", music, "-c:a", "copy", HERE / "mp4_opus.mp4")
    nearly("mp4_opus.mp4", by_opusdec(music, 2), 120, format="mp4", codec="opus")
    ffmpeg("-i", ogg, "-c:a", "copy", HERE / "webm_vorbis.webm")
    nearly("webm_vorbis.webm", by_ffmpeg(HERE / "webm_vorbis.webm", 2), 100, codec="vorbis", exact=False)
    piped = HERE / "webm_piped.webm"
    in_pipe(piped, "-i", ogg, "-c:a", "copy", *tagged(), "-f", "webm")
    nearly(piped.name, by_ffmpeg(piped, 2), 100, format="webm", codec="vorbis", exact=False)
    words = [
        "-map",
        "0:a",
        "-map",
        "1:a",
        "-c:a",
        "copy",
        "-disposition:a:0",
        "0",
        "-disposition:a:1",
        "default",
    ]
    ffmpeg("-i", HERE / "m4a_aac.m4a", "-i", ogg, *words, HERE / "mkv_two_tracks.mkv")
    nearly(
        "mkv_two_tracks.mkv", by_ffmpeg_second(HERE / "mkv_two_tracks.mkv"), 100, codec="vorbis", exact=False
    )
    short = [np.round(sound(n, RATE, 1) * 32767) for n in (7001, 5003)]
    parts = []
    for number, part in enumerate(short):
        write_wav(scratch / "part.wav", part, 16, RATE)
        run(
            "oggenc",
            "--quiet",
            "--serial",
            str(40 + number),
            "-o",
            scratch / f"{number}.ogg",
            scratch / "part.wav",
        )
        # ffmpeg leaves out the first packets of a stream that has one page only; oggdec does not.
        run("oggdec", "--quiet", "-o", scratch / "part.wav", scratch / f"{number}.ogg")
        parts.append(by_ffmpeg(scratch / "part.wav", 1))
    (HERE / "ogg_chained.ogg").write_bytes(b"".join((scratch / f"{n}.ogg").read_bytes() for n in (0, 1)))
    nearly("ogg_chained.ogg", np.concatenate(parts, axis=1), 80, codec="vorbis", exact=False)


def make_longer() -> None:
    """Recordings of six seconds for tests/damage.rs, which damages them; nothing else is expected of them."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "long.wav"
        write_wav(source, integers(sound(6 * 22_050, 22_050, 1) * 0.5, 16), 16, 22_050)
        made = [*QUIET, "-i", source, "-metadata", "title=Long"]
        run(*made, "-b:a", "32k", HERE / "long.mp3")
        run(*made, "-b:a", "24k", HERE / "long.aac")
        run(*made, "-b:a", "24k", "-movflags", "faststart", HERE / "long.m4a")
        run(*made, "-c:a", "libopus", "-b:a", "16k", "-cluster_time_limit", "500", HERE / "long.webm")
        run(*made, "-c:a", "libopus", "-b:a", "16k", "-page_duration", "300000", HERE / "long.opus")
        run(*made, "-c:a", "flac", "-sample_fmt", "s16", "-af", "aresample=8000", HERE / "long.flac")
        run(*made, "-c:a", "libvorbis", "-q", "0", HERE / "long.ogg")
        coarse = Path(folder) / "coarse.wav"
        run(*QUIET, "-i", HERE / "long.flac", "-map_metadata", "-1", coarse)
        run(
            "flac",
            "--silent",
            "--force",
            "--ogg",
            "--serial-number=9",
            "-b",
            "1152",
            "-o",
            HERE / "long.oga",
            coarse,
        )
        fragments = [
            "-movflags",
            "empty_moov+default_base_moof",
            "-frag_duration",
            "500000",
            "-use_editlist",
            "0",
        ]
        run(*made, "-aac_pns", "0", "-b:a", "24k", *fragments, HERE / "long_fragments.m4a")


def make_surround(scratch: Path, source: Path) -> None:
    """More than two channels, each another sound; and two that Vorbis does not couple."""
    write_wav(scratch / "six.wav", integers(sound(12_001, 48_000, 6), 16), 16, 48_000)
    six = [*QUIET, "-channel_layout", "5.1", "-i", scratch / "six.wav"]
    run(*six, "-c:a", "libvorbis", "-q", "2", "-serial_offset", "5", HERE / "vorbis_5.1.ogg")
    by_other = by_ffmpeg(HERE / "vorbis_5.1.ogg", 6)[:, :12_001]  # and the padding
    nearly("vorbis_5.1.ogg", by_other, 100, format="ogg", codec="vorbis")
    run(*six, "-c:a", "aac", "-b:a", "256k", HERE / "aac_5.1.m4a")
    by_other = by_ffmpeg(HERE / "aac_5.1.m4a", 6)[:, :12_001]
    nearly("aac_5.1.m4a", by_other, 100, format="mp4", codec="aac")
    apart = ["--advanced-encode-option", "disable_coupling", "-q", "-1"]
    ogg = HERE / "vorbis_uncoupled.ogg"
    run("oggenc", "--quiet", "--serial", "6", *apart, "-o", ogg, source)
    nearly("vorbis_uncoupled.ogg", by_ffmpeg(ogg, 2), 100, format="ogg", codec="vorbis")


def expect_high_efficiency() -> None:
    """Files that are not made here: no HE-AAC encoder is packaged.

    he_aac.aac and he_aac_v2.aac were encoded by the crate that decodes them (syom 0.9) from the chirps; what
    is expected is ffmpeg's decoding.
    """
    for name, least in [("he_aac.aac", 70), ("he_aac_v2.aac", 90)]:
        nearly(name, by_ffmpeg(HERE / name, 2), least, format="adts", sample_rate=48_000, exact=False)


def make_refused() -> None:
    """Sound that is coded in ways that are not read."""
    tone = ["-f", "lavfi", "-i", "sine=440:r=8000:d=0.2"]
    ffmpeg(*tone, "-ar", "48000", "-c:a", "ac3", HERE / "refused_ac3.mp4")
    ffmpeg(*tone, "-ar", "48000", "-c:a", "ac3", HERE / "refused_ac3.mov")
    ffmpeg(*tone, "-c:a", "adpcm_ima_qt", HERE / "refused_ima4.aiff")
    vorbis = ["-ar", "48000", "-c:a", "libvorbis", "-strict", "-2"]
    ffmpeg(*tone, *vorbis, HERE / "refused_vorbis.mp4")
    ffmpeg(*tone, "-c:a", "libspeex", "-serial_offset", "8", HERE / "refused_speex.ogg")


def by_ffmpeg_second(path: Path) -> np.ndarray[Any, Any]:
    """What ffmpeg decodes of the second sound track."""
    command = ["ffmpeg", "-loglevel", "error", "-i", str(path), "-map", "0:a:1", "-f", "f32le", "-"]
    raw = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    return np.frombuffer(raw, "<f4").reshape(-1, 2).T


def main() -> None:
    """Makes everything anew."""
    stereo = sound(FRAMES, RATE, 2)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        source = scratch / "source.wav"
        write_wav(source, integers(stereo, 16), 16, RATE)
        make_wav(scratch, source, stereo)
        make_lossless(scratch, source, stereo)
        make_mpeg(source)
        make_xiph(scratch, source)
        make_surround(scratch, source)
        make_longer()
    expect_high_efficiency()
    make_refused()
    (HERE / "expected.json").write_text(json.dumps(expected, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
