"""Films and sound: every form readers choose from, made by ffmpeg one after the other.

A film gets MP4 (H.264, AAC) and WebM (VP9, Opus) with 240 and 480 lines, its sound
alone as Opus and M4A, and a poster; sound gets a picture of its waves. Numbers of lines
are those of the shorter side, so that what was held upright stays readable.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from app.media.kinds import MAX_SECONDS, Container
from app.media.made import Made, MadeFile
from app.media.models import MediaKind, MediaRole
from app.media.probing import ONLY_FILES, Probe, demuxer, probe
from app.media.programs import Allowance, Watch, broken, run_program
from app.media.streaming import HLS_FROM_SECONDS, make_streams

LINES = (240, 480)
# Rates in bits a second: with its sound, 240 lines stay below 2.3 MB a minute.
MOST_RATE = {240: 230_000, 480: 700_000}
SOUND_RATE = "24k"
FALLBACK_SOUND_RATE = "48k"
THREADS = "2"
# What a result may be shorter than was announced: seconds, and a share of the whole.
SHORTER_SECONDS, SHORTER_SHARE = 1.0, 0.1
CPU_SECONDS_A_SECOND = 12
LEAST_CPU_SECONDS = 120
STILL = Allowance(cpu_seconds=60)

Progress = Callable[[float], None]


class Form(Struct, frozen=True):
    """One file to make: ffmpeg's words for it, and its share of the work."""

    name: str
    content_type: str
    words: tuple[str, ...]
    share: float
    lines: int = 0


class Source(Struct, frozen=True):
    """An upload that was looked at."""

    path: Path
    container: Container
    probe: Probe

    @property
    def is_film(self) -> bool:
        """Whether there is something to see."""
        return self.probe.width > 0

    @property
    def allowed(self) -> Allowance:
        """What one conversion may take: in proportion to how long it lasts."""
        seconds = self.probe.seconds or MAX_SECONDS
        cpu = LEAST_CPU_SECONDS + int(seconds * CPU_SECONDS_A_SECOND)
        return Allowance(cpu_seconds=cpu)


def make_film(source: Source, progress: Progress) -> Made:
    """Return all forms, made beside the file; raise Refused.

    `progress` is called about every second with the share that is done, 0 to 1, and
    ends the work with what it raises.
    """
    forms = list(_forms(source))
    whole = sum(form.share for form in forms)
    made = Made(MediaKind.VIDEO if source.is_film else MediaKind.AUDIO)
    done = 0.0
    for form in forms:
        watch = _watch(source, progress, (done / whole, form.share / whole))
        made.files.append(_convert(source, form, watch))
        done += form.share
    first = made.files[0].path
    made.seconds = _length(source, first)
    stills = _watch(source, progress, (1.0, 0.0))
    made.files.append(_still(source, first, made.seconds, stills))
    if source.is_film and made.seconds >= HLS_FROM_SECONDS:
        made.files += make_streams(made.files, stills)
    return made


def _forms(source: Source) -> Iterator[Form]:
    shorter = min(source.probe.width, source.probe.height)
    lines = sorted({min(one, shorter) for one in LINES}) if source.is_film else []
    sound = source.probe.has_sound
    for one in lines:
        yield _mp4(one, has_sound=sound)
        yield _webm(one, has_sound=sound)
    if sound:
        opus = ("-vn", "-ac", "1", "-c:a", "libopus", "-b:a", SOUND_RATE)
        yield Form("sound.ogg", "audio/ogg", opus, 0.3)
        aac = ("-vn", "-ac", "1", "-c:a", "aac", "-b:a", FALLBACK_SOUND_RATE)
        fast = ("-movflags", "+faststart")
        yield Form("sound.m4a", "audio/mp4", (*aac, *fast), 0.3)


def _mp4(lines: int, *, has_sound: bool) -> Form:
    picture = ("-c:v", "libx264", "-preset", "veryfast", "-profile:v", "main")
    sound = ("-c:a", "aac", "-b:a", FALLBACK_SOUND_RATE, "-ac", "1")
    words = (*_scaled(lines), *picture, "-crf", "27", *_rate(lines))
    words += sound if has_sound else ("-an",)
    name = f"{lines}p.mp4"
    return Form(name, "video/mp4", (*words, "-movflags", "+faststart"), lines, lines)


def _webm(lines: int, *, has_sound: bool) -> Form:
    picture = (
        *("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "7"),
        *("-row-mt", "1", "-tile-columns", "1", "-crf", "35"),
        *("-b:v", str(_most_rate(lines))),
    )
    sound = ("-c:a", "libopus", "-b:a", SOUND_RATE, "-ac", "1")
    words = (*_scaled(lines), *picture, *(sound if has_sound else ("-an",)))
    return Form(f"{lines}p.webm", "video/webm", words, lines * 1.5, lines)


def _scaled(lines: int) -> tuple[str, ...]:
    even = lines - lines % 2 or 2
    size = f"scale='if(gt(iw,ih),-2,{even})':'if(gt(iw,ih),{even},-2)'"
    return ("-vf", size, "-pix_fmt", "yuv420p", "-fpsmax", "30", "-g", "120")


def _most_rate(lines: int) -> int:
    return MOST_RATE[240] if lines <= LINES[0] else MOST_RATE[480]


def _rate(lines: int) -> tuple[str, ...]:
    most = _most_rate(lines)
    return ("-maxrate", str(most), "-bufsize", str(2 * most))


def _convert(source: Source, form: Form, watch: Watch) -> MadeFile:
    target = source.path.with_name(form.name)
    command = [
        *("ffmpeg", "-nostdin", "-v", "error", "-progress", "pipe:1"),
        *("-threads", THREADS, *demuxer(source.container)),
        *("-i", f"file:{source.path}", "-t", str(MAX_SECONDS)),
        *("-map", "0:V:0?", "-map", "0:a:0?", "-sn", "-dn"),
        *("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"),
        *("-threads", THREADS, *form.words, f"file:{target}"),
    ]
    _run(command, target, source.allowed, watch)
    if not form.lines:
        return MadeFile(target, form.content_type)
    width, height = _shown_size(source.probe, form.lines)
    return MadeFile(target, form.content_type, width=width, height=height)


def _shown_size(probed: Probe, lines: int) -> tuple[int, int]:
    shorter = min(probed.width, probed.height)
    return (
        round(probed.width * lines / shorter),
        round(probed.height * lines / shorter),
    )


def _watch(source: Source, progress: Progress, part: tuple[float, float]) -> Watch:
    """Return what turns ffmpeg's lines into the share of everything that is done."""
    begin, share = part
    seconds = source.probe.seconds
    now = 0.0

    def watch(line: str) -> None:
        nonlocal now
        name, _, value = line.partition("=")
        if name == "out_time_us" and value.isdigit() and seconds:
            now = min(int(value) / 1_000_000 / seconds, 1.0)
        if name in {"", "progress"}:
            progress(begin + share * now)

    return watch


def _length(source: Source, made: Path) -> float:
    """Return the seconds of what was made; raise Refused when the end is missing."""
    container = Container(MediaKind.VIDEO, "mov" if source.is_film else "ogg")
    seconds = probe(made, container, lambda _: None).seconds
    announced = source.probe.seconds
    lost = announced - seconds
    if seconds <= 0 or lost > max(SHORTER_SECONDS, announced * SHORTER_SHARE):
        raise broken()
    return seconds


def _run(command: list[str], target: Path, allowed: Allowance, watch: Watch) -> None:
    """Run ffmpeg; raise Refused also when it found nothing to write."""
    run_program(command, target.parent, allowed, watch)
    if not target.is_file():
        raise broken()


def _still(source: Source, made: Path, seconds: float, watch: Watch) -> MadeFile:
    """Return the poster of a film, or the waves of a sound."""
    if source.is_film:
        target = made.with_name("poster.webp")
        begin = ("-ss", f"{min(seconds / 10, 30):.2f}")
        picture = ("-vf", "thumbnail=50,scale='min(640,iw)':-2", "-frames:v", "1")
        words = [*begin, "-f", "mov", "-i", f"file:{made}", *picture]
        role, size = MediaRole.POSTER, (0, 0)
    else:
        target = made.with_name("waves.webp")
        waves = "aformat=channel_layouts=mono,showwavespic=s=640x120:colors=#666666"
        words = ["-f", "ogg", "-i", f"file:{made}", "-filter_complex", waves]
        words += ["-frames:v", "1"]
        role, size = MediaRole.WAVEFORM, (640, 120)
    command = ["ffmpeg", "-nostdin", "-v", "error", *ONLY_FILES, *words]
    command += ["-c:v", "libwebp", "-quality", "60", f"file:{target}"]
    _run(command, target, STILL, watch)
    return MadeFile(target, "image/webp", role, *size)
