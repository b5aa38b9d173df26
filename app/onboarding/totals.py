"""Which totals of a path may be shown: none tells of fewer than five people.

Two rules hold for everything that is shown at a time. A figure below `FEWEST` is not
shown. And no sum or difference of figures shown is the size of a group of one to four
people: what would give one away is left out as well (complementary suppression; A.
Hundepool et al., Statistical Disclosure Control, Wiley 2012, section 4.2; method for
tables that share margins: L. H. Cox, JASA 75 (1980), 377-385). That nobody is left
over may be seen, or "all have done it" could never be shown.

No database: tests/onboarding/test_totals.py looks for a way around the rules by
linear algebra.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct, field

FEWEST = 5
OTHERS = ""
PAIR = 2


class Counted(Struct, frozen=True):
    """People of one cohort: all, and who began and who did each step."""

    people: int
    steps: tuple[tuple[int, int], ...]


class ShownStep(Struct, frozen=True):
    """Who began and who did a step; None: too few to show."""

    began: int | None = None
    done: int | None = None


class ShownGroup(Struct, frozen=True):
    """What may be shown of some people; None: too few to show."""

    people: int | None
    steps: tuple[ShownStep, ...]


class Totals(Struct, frozen=True):
    """What may be shown of a path. `groups` may have `OTHERS`: small cohorts together.

    `began` and `finished` are people who began any step, and who did all.
    """

    whole: ShownGroup
    began: int | None = None
    finished: int | None = None
    groups: Mapping[str, ShownGroup] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)


def totals(
    cohorts: Mapping[str, Counted],
    languages: Mapping[str, int],
    *,
    began: int,
    finished: int,
    steps: int,
) -> Totals:
    """Return what may be shown of people counted by cohort, and by language."""
    people = sum(one.people for one in cohorts.values())
    if people < FEWEST:
        return Totals(ShownGroup(None, (ShownStep(),) * steps))
    groups = _folded_cohorts(cohorts, steps)
    shown: dict[str, list[ShownStep]] = {key: [] for key in groups}
    whole = []
    for number in range(steps):
        together, apart = _step(
            {key: (one.people, *one.steps[number]) for key, one in groups.items()}
        )
        whole.append(together)
        for key, one in apart.items():
            shown[key].append(one)
    ends = _ends(people, whole, began, finished)
    return Totals(
        whole=ShownGroup(people, tuple(whole)),
        began=ends[0],
        finished=ends[1],
        groups={
            key: ShownGroup(one.people, tuple(shown[key]))
            for key, one in groups.items()
        },
        languages=folded(languages),
    )


Ends = tuple[int | None, int | None]


def _ends(people: int, steps: Sequence[ShownStep], began: int, finished: int) -> Ends:
    """Return who began any step and who did all, as far as the steps allow it.

    Who began any holds everybody who began or did one; who did all is within all.
    """
    if any(step.began is None or step.done is None for step in steps):
        return None, None
    by_began = [step.began or 0 for step in steps]
    by_done = [step.done or 0 for step in steps]
    choices: list[Ends] = [(began, finished), (None, finished), (began, None)]
    for ends in choices:
        sizes = [end for end in ends if end is not None]
        around = [people, *by_began, *by_done, *sizes]
        apart = _crossing(people, by_began, by_done, ends=ends)
        fits = all(_fits(size, around) for size in sizes)
        if fits and all(map(_tells_nothing, apart)):
            return ends
    return None, None


def _crossing(
    people: int, by_began: Sequence[int], by_done: Sequence[int], *, ends: Ends
) -> list[int]:
    """Return what two steps and their ends tell besides by inclusion and exclusion.

    Of three steps and more, only those in all or in none are known, not those in two.
    """
    if len(by_began) != PAIR:
        return []
    began, finished = ends
    found = []
    if began is not None:
        found.append(sum(by_began) - began)
    if finished is not None:
        found.append(people - (sum(by_done) - finished))
    if began is not None and finished is not None:
        found.append(began - (sum(by_done) - finished))
        found.append(sum(by_began) - began - finished)
    return found


def folded(counts: Mapping[str, int]) -> dict[str, int]:
    """Return parts of a whole, each of five or more; small ones together as `OTHERS`.

    Nothing is left out, so that nothing can be worked out from what is left.
    """
    shown = {key: count for key, count in counts.items() if count >= FEWEST}
    rest = sum(counts.values()) - sum(shown.values())
    while 0 < rest < FEWEST and shown:
        rest += shown.pop(min(shown, key=lambda key: (shown[key], key)))
    if rest >= FEWEST:
        shown[OTHERS] = rest
    return shown


def _folded_cohorts(
    cohorts: Mapping[str, Counted], steps: int
) -> Mapping[str, Counted]:
    sizes = folded({key: one.people for key, one in cohorts.items()})
    rest = [one for key, one in cohorts.items() if key not in sizes or key == OTHERS]
    groups = {key: cohorts[key] for key in sizes if key != OTHERS}
    if OTHERS in sizes:
        groups[OTHERS] = Counted(
            sizes[OTHERS],
            tuple(
                (
                    sum(one.steps[number][0] for one in rest),
                    sum(one.steps[number][1] for one in rest),
                )
                for number in range(steps)
            ),
        )
    return groups


Chain = tuple[int, int, int]


def _step(groups: Mapping[str, Chain]) -> tuple[ShownStep, dict[str, ShownStep]]:
    """Return a step of all groups together, and of each; a chain is all, began, done.

    What is shown of a step in all groups gives away the sum of those groups in which
    it is not shown: groups are left out until that sum tells of five people or more.
    """
    whole = _chain(_sum(groups, groups))
    apart = {key: _chain(chain) for key, chain in groups.items()}
    hidden = {key for key, one in apart.items() if one.began is None}
    while whole.began is not None and not _is_safe(_sum(groups, hidden)[:2]):
        hidden.add(_smallest(groups, hidden))
    undone = hidden | {key for key, one in apart.items() if one.done is None}
    while whole.done is not None and not _is_safe(_sum(groups, undone)[1:]):
        undone.add(_smallest(groups, undone))
    shown = {
        key: ShownStep(
            None if key in hidden else one.began, None if key in undone else one.done
        )
        for key, one in apart.items()
    }
    return whole, shown


def _chain(chain: Chain) -> ShownStep:
    people, began, done = chain
    if not _fits(began, [people]):
        return ShownStep()
    return ShownStep(began, done if _fits(done, [people, began]) else None)


def _sum(groups: Mapping[str, Chain], keys: Mapping[str, Chain] | set[str]) -> Chain:
    people, began, done = (sum(groups[key][part] for key in keys) for part in range(3))
    return people, began, done


def _smallest(groups: Mapping[str, Chain], but: set[str]) -> str:
    return min(groups.keys() - but, key=lambda key: (groups[key][1], key))


def _is_safe(outer_and_inner: tuple[int, ...]) -> bool:
    outer, inner = outer_and_inner
    return _tells_nothing(inner) and _tells_nothing(outer - inner)


def _fits(count: int, around: Sequence[int]) -> bool:
    """Tell whether a count may be shown beside others that hold it, or it them."""
    return count >= FEWEST and all(_tells_nothing(abs(o - count)) for o in around)


def _tells_nothing(count: int) -> bool:
    return count == 0 or count >= FEWEST
