"""Make the sound piece: python -m tools.media.first_message.build"""

import sys
import tempfile
from pathlib import Path

from tools.media.captions import cues, write_captions
from tools.media.describe import describe
from tools.media.encode import encode_sound, even_out
from tools.media.script import read_script
from tools.media.voice import speak

HERE = Path(__file__).parent
MEDIA = HERE.parents[2] / "learning_packs/keep-a-community-going/media"
MAX_FILE = 500_000


def build(media: Path, work: Path) -> list[Path]:
    """Speak, encode and describe the piece; return the sound files."""
    script = read_script(HERE / "script.toml")
    heard, length = speak(script.lines, work / "track.wav")
    for code in script.languages:
        path = media / f"first-message.{code}.vtt"
        is_machine = code in script.machine_translated
        write_captions(cues(heard, code), path, is_machine=is_machine)
    files = encode_sound(even_out(work / "track.wav"), media / "first-message")
    describe(script, media / "first-message.toml", files, length=length)
    return files


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        made = build(MEDIA, Path(folder))
    for path in made:
        print(f"{path.name}: {path.stat().st_size:,} bytes")
    sys.exit(any(path.stat().st_size > MAX_FILE for path in made))
