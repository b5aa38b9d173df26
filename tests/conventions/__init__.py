"""Agreements about the code, as tests: a failure says what to do."""
