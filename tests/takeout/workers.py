"""Copies made by a worker in a test: the program, its worker, and what is due."""

from fastapi import FastAPI
from starlette.testclient import TestClient


def app_of(client: TestClient) -> FastAPI:
    """Return the program behind a visitor."""
    app = client.app
    assert isinstance(app, FastAPI)
    return app


def work(client: TestClient) -> None:
    """Do what is due."""
    app_of(client).state.worker.run_due()
