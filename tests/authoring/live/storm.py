"""Many people write at once while networks and servers fail; nothing may be lost."""

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from tests.authoring.live.typist import Live, Site, Typist
from tests.services.process import RunningServer

# Nobody waits so long, unless something is wrong or a machine is very busy.
CALM_SECONDS = 180


@dataclass(frozen=True)
class Weather:
    """How long a storm lasts, how many write, how often what breaks."""

    seconds: float
    people: int
    cut_every: float
    kill_every: float
    pause: float = 0.1


@dataclass(frozen=True)
class Outcome:
    """What stands everywhere in the end, and what was said to be saved."""

    text: str
    acknowledged: frozenset[str]
    deaths: int


async def storm(
    sites: Sequence[Site],
    live: Live,
    weather: Weather,
    restart: Callable[[], RunningServer] | None = None,
    server: RunningServer | None = None,
) -> Outcome:
    """Let people write; with `restart`, kill the server again and again.

    Return when everybody is back and has the same text. Raise TimeoutError when that
    never comes.
    """
    typists = [
        Typist(sites[number % len(sites)], live, f"p{number}")
        for number in range(weather.people)
    ]
    until = asyncio.get_running_loop().time() + weather.seconds
    writing = [
        asyncio.create_task(_write(typist, number, weather, until))
        for number, typist in enumerate(typists)
    ]
    deaths = 0
    while server is not None and restart is not None:
        if asyncio.get_running_loop().time() + weather.kill_every > until:
            break
        await asyncio.sleep(weather.kill_every)
        os.kill(server.pid, signal.SIGKILL)
        deaths += 1
        server = await asyncio.to_thread(restart)
    await asyncio.gather(*writing)
    return Outcome(await _calm(typists), _acknowledged(typists), deaths)


async def _write(typist: Typist, number: int, weather: Weather, until: float) -> None:
    random = Random(number)  # noqa: S311 - no secret
    await typist.stay()
    while asyncio.get_running_loop().time() < until:
        typist.write(random)
        await typist.flush()
        await asyncio.sleep(random.uniform(0, 2 * weather.pause))
        if random.random() < weather.pause / weather.cut_every:
            typist.cut()
            for _ in range(random.randint(0, 5)):
                typist.write(random)
            await asyncio.sleep(random.uniform(0, 1))
        if not typist.is_connected:
            await typist.stay()


async def _calm(typists: Sequence[Typist]) -> str:
    """Wait until everybody is back and has the same text; return it."""
    try:
        async with asyncio.timeout(CALM_SECONDS):
            return await _equal(typists)
    except TimeoutError as error:
        error.add_note("\n".join(typist.plight for typist in typists))
        raise


async def _equal(typists: Sequence[Typist]) -> str:
    while True:
        await asyncio.gather(*(typist.stay() for typist in typists))
        try:
            await asyncio.gather(*(typist.saved(10) for typist in typists))
        except TimeoutError:
            continue
        texts = {typist.text for typist in typists}
        if len(texts) == 1:
            await asyncio.gather(*(typist.leave() for typist in typists))
            return texts.pop()
        await asyncio.sleep(0.1)


def _acknowledged(typists: Sequence[Typist]) -> frozenset[str]:
    return frozenset().union(*(typist.acknowledged for typist in typists))


def doubled_or_lost(outcome: Outcome) -> dict[str, int]:
    """Return the words that stand more than once or not at all, and how often."""
    counts = {words: outcome.text.count(words) for words in outcome.acknowledged}
    return {words: count for words, count in counts.items() if count != 1}
