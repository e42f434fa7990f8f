"""A database that goes away and comes back, or does not."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError, ProgrammingError

from storage.engine import database_url
from storage.migrate import open_for_writing
from storage.problems import StorageUnavailable
from storage.waiting import wait_out

URL = database_url("sqlite:////tmp/a.sqlite")


def away() -> OperationalError:
    return OperationalError("SELECT 1", {}, sqlite3.OperationalError("unable to open database file"))


def test_work_is_done_when_the_database_is_back() -> None:
    answers: list[Exception | str] = [away(), StorageUnavailable("not now"), "done"]
    answers[1].__cause__ = away()  # type: ignore[union-attr]

    def work() -> str:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    assert wait_out(work, URL, waits=(0, 0)) == "done"


def test_one_that_stays_away_is_told_in_one_line() -> None:
    tries: list[int] = []

    def work() -> None:
        tries.append(1)
        raise away()

    with pytest.raises(StorageUnavailable, match="unable to open database file"):
        wait_out(work, URL, waits=(0, 0))
    assert len(tries) == 3


@pytest.mark.parametrize(
    "error",
    [
        ProgrammingError("SELECT x", {}, sqlite3.OperationalError("no such column: x")),
        StorageUnavailable("has schema 0002, this code needs 0005: run `scrapy db upgrade`"),
        ZeroDivisionError(),
    ],
)
def test_what_waiting_cannot_mend_is_told_at_once(error: Exception) -> None:
    tries: list[int] = []

    def work() -> None:
        tries.append(1)
        raise error

    with pytest.raises(type(error)):
        wait_out(work, URL, waits=(0, 0))
    assert len(tries) == 1


def test_opening_for_writing_says_what_the_trouble_was(tmp_path: Path) -> None:
    tries: list[int] = []

    def work() -> None:
        tries.append(1)
        if len(tries) == 3:
            (tmp_path / "a.sqlite").rmdir()  # what stood in the way is gone
        open_for_writing(f"sqlite:///{tmp_path}/a.sqlite").dispose()

    (tmp_path / "a.sqlite").mkdir()
    wait_out(work, URL, waits=(0, 0, 0))
    assert len(tries) == 3
