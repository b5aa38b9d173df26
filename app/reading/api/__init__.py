"""The interface for programs: what readers get, as JSON."""
