"""What texts made to be slow cost to render, and how that grows with their size.

`python -m tests.bench.rendering`; 4x the text should cost less than 6x, or be refused.
"""

from app.platform.limited import LimitedProcess, TookTooLong
from tests.security.bombs import BOMBS
from tests.security.measuring import cpu_of

SIZES = (4_096, 16_384, 65_536)


def main() -> None:
    """Print the CPU seconds of every kind at every size."""
    process = LimitedProcess()
    print("| text | " + " | ".join(f"{size // 1024} kB" for size in SIZES) + " |")
    print("|---" * (len(SIZES) + 1) + "|")
    for name in BOMBS:
        costs = [_cost(process, name, size) for size in SIZES]
        print(f"| {name} | " + " | ".join(costs) + " |")
    process.close()


def _cost(process: LimitedProcess, name: str, size: int) -> str:
    try:
        return f"{process.run(cpu_of, BOMBS[name](size)):.3f} s"
    except TookTooLong:
        return "refused"


if __name__ == "__main__":
    main()
