"""`python -m app` is the `passalong` command.

Settings are looked at before the rest of the program is read in, so that a wrong one
ends the start at once.
"""

import gc
import sys
from importlib import import_module
from types import ModuleType

from app.platform.unneeded import hide_unneeded

# These need no settings, so that wrong ones do not keep anyone from looking.
WITHOUT_SETTINGS = frozenset({"translations", "--help"})
SERVING = (["serve"], ["run"])


def main() -> None:
    """Run the command; a wrong setting ends it with the key, never the value."""
    # Nothing read in now is ever garbage; looking for it takes a tenth of the time.
    gc.disable()
    if sys.argv[1:] in SERVING:
        hide_unneeded()
    from app.platform.settings import (  # noqa: PLC0415 - see above
        SettingsError,
        get_settings,
    )

    try:
        if len(sys.argv) > 1 and not WITHOUT_SETTINGS & set(sys.argv):
            get_settings()
    except SettingsError as error:
        print("These settings need another look:", error, sep="\n", file=sys.stderr)  # noqa: T201 (the command line)
        sys.exit(2)
    if sys.argv[1:] == ["serve"]:
        _server().serve()
        return
    if sys.argv[1:] == ["run"]:
        # Before the server is read in: both take a second or more, on a core each.
        from app.platform.preparation import start_preparation  # noqa: PLC0415 - see above

        preparation = start_preparation(get_settings())
        _server().serve_after(preparation)
        return
    from app.cli import main as run_command  # noqa: PLC0415 - takes longer still

    gc.enable()
    run_command()


def _server() -> ModuleType:
    """Read in the server, which needs little of what the other commands do."""
    from app.platform.settings import get_settings  # noqa: PLC0415 - see above

    name = "app.server" if get_settings().processes == 1 else "app.processes"
    return import_module(name)  # This takes a second.


if __name__ == "__main__":
    main()
