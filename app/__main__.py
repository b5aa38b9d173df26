"""`python -m app` is the `passalong` command."""

from app.cli import main

main()
