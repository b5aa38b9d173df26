"""The jobs of this room, by name: whoever asks for one need not do it."""

REMIND = "exchange.remind"
MATCH = "exchange.match"
