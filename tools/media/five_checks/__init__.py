"""The video "Five checks before you press record"."""
