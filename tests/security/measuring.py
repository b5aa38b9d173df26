"""Runs in the limited process: how much CPU a text costs there."""

import time

from app.texts.lessons import LessonSource, build_lesson


def cpu_of(markdown: str) -> float:
    """Return the seconds of CPU that making a lesson takes."""
    started = time.process_time()
    build_lesson(LessonSource(markdown))
    return time.process_time() - started
