"""A pack as a path or a course leads to it: in the version that is kept there."""

from msgspec import Struct
from msgspec.structs import replace

from app.onboarding.pinned_text import pinned_lesson, pinned_view
from app.onboarding.pinning import Pin, pin_of
from app.onboarding.stops import Stop
from app.platform.errors import NotFound
from app.platform.i18n import N_
from app.reading.loading import (
    ModuleAddress,
    OpenModule,
    OpenPack,
    PackAddress,
    TakenIn,
)


class LedTo(Struct, frozen=True):
    """A pack, and what leads to it, where something does; unread before `open`."""

    address: PackAddress
    stop: Stop | None = None
    taken_in: TakenIn | None = None

    def open(self) -> OpenPack:
        """Return the pack as it is shown there; raise Moved, NotFound or Gone."""
        opened = replace(self.address.open(), taken_in=self.taken_in)
        if self.stop is None or (pin := pin_of(self.stop.step)) is None:
            return opened
        content, languages = self.address.content, self.address.languages
        view = content.once(
            ("pinned", self.stop.step.id, languages),
            lambda: pinned_view(content.session, opened.view, pin, languages),
        )
        return replace(opened, view=view)

    def module(self, number: int) -> OpenModule:
        """Return a module as it is shown there; raise Moved, NotFound or Gone."""
        opened = self.open()
        if self.stop is None or (pin := pin_of(self.stop.step)) is None:
            return replace(ModuleAddress(self.address, number).open(), opened=opened)
        return self._pinned(opened, self.stop, pin, number)

    def modules(self) -> list[OpenModule]:
        """Return all modules as they are shown there, in order."""
        return [self.module(station.number) for station in self.open().view.stations]

    def _pinned(
        self, opened: OpenPack, stop: Stop, pin: Pin, number: int
    ) -> OpenModule:
        content, languages = self.address.content, self.address.languages
        station = opened.view.station(number)
        if station is None:
            raise NotFound(N_("This pack has no module with that number."))
        lesson = content.once(
            ("pinned lesson", stop.step.id, number, languages),
            lambda: pinned_lesson(
                content.session, opened.view, pin, number=number, languages=languages
            ),
        )
        return OpenModule(opened, station, lesson)
