"""The sound piece "A first message to a newcomer"."""
