"""Who listens to what in this room; `app.main` calls it once."""

from app.accounts.events import AccountVanished
from app.learning.events import ModuleCompleted, PackCompleted, PackStarted
from app.learning.leaving import forget_learner
from app.learning.totals import count_finish, count_module, count_start
from app.platform.outbox import EventBus


def wire(bus: EventBus) -> None:
    """Subscribe this room's listeners."""
    bus.subscribe(PackStarted, count_start)
    bus.subscribe(ModuleCompleted, count_module)
    bus.subscribe(PackCompleted, count_finish)
    bus.subscribe(AccountVanished, forget_learner)
