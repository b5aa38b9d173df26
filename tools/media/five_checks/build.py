"""Make the video: python -m tools.media.five_checks.build"""

import sys
import tempfile
from pathlib import Path

from tools.media.captions import cues, write_captions
from tools.media.describe import describe
from tools.media.encode import encode_sound, encode_video, even_out, film, poster
from tools.media.script import read_script
from tools.media.slides import draw
from tools.media.voice import speak

HERE = Path(__file__).parent
MEDIA = HERE.parents[2] / "learning_packs/record-on-video-with-consent/media"
MAX_TOTAL = 3_000_000
# A slide changes just before its line is heard, so that the eye is there first.
AHEAD = 0.2


def build(media: Path, work: Path) -> None:
    """Speak, draw, encode and describe the video."""
    script = read_script(HERE / "script.toml")
    heard, length = speak(script.lines, work / "track.wav")
    for code in script.languages:
        path = media / f"five-checks.{code}.vtt"
        is_machine = code in script.machine_translated
        write_captions(cues(heard, code), path, is_machine=is_machine)
    even = even_out(work / "track.wav")
    slides = draw(script.lines, HERE / "pictograms.svg", work)
    reel = film(slides, [spoken.start - AHEAD for spoken in heard], length)
    stem = media / "five-checks"
    files = encode_video(reel, even, stem, length=length) + encode_sound(even, stem)
    poster(slides[0], media / "five-checks.poster.jpg")
    describe(script, media / "five-checks.toml", files, length=length)


def weight(media: Path) -> int:
    """Return the bytes of everything that belongs to the video."""
    return sum(path.stat().st_size for path in media.glob("five-checks.*"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        build(MEDIA, Path(folder))
    total = weight(MEDIA)
    print(f"five-checks.*: {total:,} bytes together")
    sys.exit(total > MAX_TOTAL)
