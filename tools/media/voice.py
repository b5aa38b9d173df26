"""Speaking lines with free synthetic voices, one after the other, at one loudness."""

import array
import subprocess
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from tools.media.script import SPOKEN, Line

Samples: TypeAlias = "array.array[int]"

RATE = 32_000
LEAD_IN = 0.6
LEAD_OUT = 1.2
QUIET = 220
SPEECH_LEVEL = 3_200.0
# Slower than the voice's own pace, for listeners who hear English as a third language.
FESTIVAL_SETUP = (
    "(begin (voice_cmu_us_slt_arctic_hts)"
    " (set! hts_engine_params (list"
    ' (list "-m" (path-append hts_data_dir "cmu_us_slt_arctic_hts.htsvoice"))'
    ' (list "-b" 0.25) (list "-u" 0.5) (list "-r" 0.86))))'
)
FLITE_STRETCH = "duration_stretch=1.12"


@dataclass(frozen=True)
class Spoken:
    """When a line is heard, in seconds."""

    line: Line
    start: float
    end: float


def speak(lines: Sequence[Line], track: Path) -> tuple[list[Spoken], float]:
    """Write one track with all lines; return when each is heard, and the length."""
    samples = _silence(LEAD_IN)
    heard = []
    for number, line in enumerate(lines):
        words = _level(_trim(_say(line, track.with_name(f"line-{number}"))))
        start = len(samples) / RATE
        samples += words
        heard.append(Spoken(line, start, len(samples) / RATE))
        samples += _silence(line.pause)
    samples += _silence(LEAD_OUT)
    _write(samples, track)
    return heard, len(samples) / RATE


def _say(line: Line, place: Path) -> Samples:
    text, sound = place.with_suffix(".txt"), place.with_suffix(".raw.wav")
    plain = line.texts[SPOKEN].replace("\n", " ").strip("“”")
    text.write_text(plain + "\n", encoding="ascii")
    if line.voice == "narrator":
        command = ["text2wave", "-eval", FESTIVAL_SETUP]
        subprocess.run([*command, "-o", str(sound), str(text)], check=True)
    else:
        command = ["flite", "-voice", line.voice, "--setf", FLITE_STRETCH]
        subprocess.run([*command, "-f", str(text), "-o", str(sound)], check=True)
    return _read(sound)


def _read(sound: Path) -> Samples:
    even = sound.with_suffix(".even.wav")
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(sound)]
    subprocess.run([*command, "-ar", str(RATE), "-ac", "1", str(even)], check=True)
    with wave.open(str(even)) as source:
        return array.array("h", source.readframes(source.getnframes()))


def _trim(samples: Samples) -> Samples:
    loud = [place for place, value in enumerate(samples) if abs(value) > QUIET]
    if not loud:
        raise ValueError("the voice said nothing")
    margin = RATE // 50
    return samples[max(0, loud[0] - margin) : loud[-1] + margin]


def _level(samples: Samples) -> Samples:
    """Bring a line's speech (not its pauses) to one level, without clipping."""
    speech = [value * value for value in samples if abs(value) > QUIET]
    power: float = (sum(speech) / len(speech)) ** 0.5
    factor = min(SPEECH_LEVEL / power, 30_000 / max(map(abs, samples)))
    return array.array("h", (int(value * factor) for value in samples))


def _silence(seconds: float) -> Samples:
    return array.array("h", bytes(2 * round(seconds * RATE)))


def _write(samples: Samples, track: Path) -> None:
    with wave.open(str(track), "wb") as target:
        target.setnchannels(1)
        target.setsampwidth(2)
        target.setframerate(RATE)
        target.writeframes(samples.tobytes())
