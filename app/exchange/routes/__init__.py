"""Addresses of this room: who helps, who asks, and what they write to each other."""

from fastapi import APIRouter

router = APIRouter()
