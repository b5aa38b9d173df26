"""`python -m app` is the `passalong` command.

Settings are looked at before the rest of the program is read in, so that a wrong one
ends the start at once.
"""

import gc
import sys

# These need no settings, so that wrong ones do not keep anyone from looking.
WITHOUT_SETTINGS = frozenset({"translations", "--help"})


def main() -> None:
    """Run the command; a wrong setting ends it with the key, never the value."""
    # Nothing read in now is ever garbage; looking for it takes a tenth of the time.
    gc.disable()
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
    if sys.argv[1:] in (["run"], ["serve"]):
        _start_server(prepares=sys.argv[1] == "run")
        return
    from app.cli import main as run_command  # noqa: PLC0415 - takes longer still

    gc.enable()
    run_command()


def _start_server(*, prepares: bool) -> None:
    """Start the server, which needs little of what the other commands read in."""
    from app.platform.preparation import start_preparation  # noqa: PLC0415 - see above

    preparation = start_preparation() if prepares else None
    # The log would read in rich for colours that nobody sees.
    sys.modules.setdefault("rich", None)  # type: ignore[arg-type]  # how Python says no
    from app.server import serve, serve_after  # noqa: PLC0415 - takes a second

    if preparation:
        serve_after(preparation)
    else:
        serve()


if __name__ == "__main__":
    main()
