"""Packs to take along: as a folder, as Markdown, as pages that need no server."""
