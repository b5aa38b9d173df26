"""The style guide: every component in every state, on pages of its own."""
