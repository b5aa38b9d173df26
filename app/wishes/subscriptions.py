"""Who listens to what in this room; `app.main` calls it once."""

from app.accounts.events import AccountVanished
from app.packs.events import PackLoaded
from app.platform.outbox import EventBus
from app.wishes.granting import grant_packs
from app.wishes.own import forget_wishes


def wire(bus: EventBus) -> None:
    """Subscribe this room's listeners."""
    bus.subscribe(AccountVanished, forget_wishes)
    bus.subscribe_to_many(PackLoaded, grant_packs)
