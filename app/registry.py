"""Knows every table, for migrations and tests."""

from sqlmodel import SQLModel

from app.platform import jobs, outbox, states

MODELS = (jobs, outbox, states)

metadata = SQLModel.metadata
