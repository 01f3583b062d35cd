"""A full disk: told in one sentence, and waited for."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from kontor.embedded import room, supervisor
from kontor.embedded.folders import DataFolder
from kontor.embedded.supervisor import Supervisor
from kontor.embedded.wishes import Wishes


class Usage(NamedTuple):
    free: int


def disk_with(monkeypatch: pytest.MonkeyPatch, megabytes: int) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Usage(megabytes * room.MEGABYTE))


def test_a_start_without_room_says_how_much_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk_with(monkeypatch, 200)
    room.check(tmp_path, own_servers=False)
    disk_with(monkeypatch, 199)
    with pytest.raises(room.NoRoom, match=f"needs 200 MB of room in {tmp_path}; there are 199 MB"):
        room.check(tmp_path, own_servers=False)
    # What lies elsewhere needs none here, and what is there little more.
    room.check(tmp_path, own_servers=True)
    (tmp_path / "postgresql").mkdir()
    room.check(tmp_path, own_servers=False)
    disk_with(monkeypatch, 31)
    with pytest.raises(room.NoRoom, match="needs 32 MB"):
        room.check(tmp_path, own_servers=False)


def test_what_ended_waits_for_room_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(supervisor, "say", said.append)
    wishes = Wishes(DataFolder(tmp_path), 8000, port_given=False, own_servers=False, demo=True)
    run = Supervisor(wishes)
    disk_with(monkeypatch, 31)
    assert [run._has_room(), run._has_room()] == [False, False]
    assert said == [f"  the disk is full ({tmp_path}): what ended waits for room"]
    disk_with(monkeypatch, 32)
    assert run._has_room()
    disk_with(monkeypatch, 0)
    assert not run._has_room()
    assert len(said) == 2
