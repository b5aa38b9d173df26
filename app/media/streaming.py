"""HLS for long films: one playlist for the sizes there are, each played from one file.

Nothing is coded again: the MP4 forms are only cut at their key frames. Each size is a
single file that players ask for in ranges, so that it is stored like every other.
"""

from collections.abc import Sequence
from pathlib import Path

from app.media.made import MadeFile
from app.media.models import PLAYLIST, MediaRole
from app.media.probing import ONLY_FILES
from app.media.programs import Allowance, Watch, run_program

HLS_FROM_SECONDS = 600
SEGMENT_SECONDS = 6
MASTER = "all.m3u8"
CUTTING = Allowance(cpu_seconds=300)


def make_streams(files: Sequence[MadeFile], watch: Watch) -> list[MadeFile]:
    """Return playlists and what they play from.

    Playlists name files as they lie in the folder; who stores them changes the names
    by `renamed`. The last one names the others.
    """
    made: list[MadeFile] = []
    lines = ["#EXTM3U", "#EXT-X-VERSION:7"]
    for file in files:
        if file.content_type != "video/mp4":
            continue
        playlist, stream = _cut(file.path, watch)
        size = {"width": file.width, "height": file.height}
        made.append(MadeFile(stream, "video/mp4", MediaRole.STREAM, **size))
        made.append(MadeFile(playlist, PLAYLIST, MediaRole.STREAM, **size))
        lines += [_variant(file, playlist), playlist.name]
    master = files[0].path.with_name(MASTER)
    master.write_text("\n".join(lines) + "\n")
    return [*made, MadeFile(master, PLAYLIST, MediaRole.STREAM)]


def renamed(playlist: Path, addresses: dict[str, str]) -> None:
    """Let a playlist name addresses instead of files of its folder."""
    text = playlist.read_text()
    for name, address in addresses.items():
        text = text.replace(f'"{name}"', f'"{address}"')
        text = text.replace(f"\n{name}\n", f"\n{address}\n")
        text = text.replace(f"\n{name}\n", f"\n{address}\n")
    playlist.write_text(text)


def _cut(path: Path, watch: Watch) -> tuple[Path, Path]:
    playlist = path.with_name(f"{path.stem}.m3u8")
    command = [
        *("ffmpeg", "-nostdin", "-v", "error", *ONLY_FILES, "-f", "mov"),
        *("-i", f"file:{path}", "-c", "copy", "-f", "hls"),
        *("-hls_segment_type", "fmp4", "-hls_flags", "single_file"),
        *("-hls_time", str(SEGMENT_SECONDS), "-hls_playlist_type", "vod"),
        playlist.name,
    ]
    run_program(command, path.parent, CUTTING, watch)
    return playlist, path.with_name(f"{path.stem}.m4s")


def _variant(file: MadeFile, playlist: Path) -> str:
    seconds = sum(
        float(line.removeprefix("#EXTINF:").rstrip(","))
        for line in playlist.read_text().splitlines()
        if line.startswith("#EXTINF:")
    )
    rate = int(file.path.stat().st_size * 8 / max(seconds, 1))
    return f"#EXT-X-STREAM-INF:BANDWIDTH={rate},RESOLUTION={file.width}x{file.height}"
