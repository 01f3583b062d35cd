"""Storing: row and content belong together, and what belongs to no row goes."""

import io
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import transaction

from activities import clock
from files import actions, kinds, storage
from files.checking import CheckedFile, check, check_for_others
from files.errors import NotSendable
from files.models import StoredFile
from files.serving import file_response, neutral_name
from tests.files import samples
from tests.files.samples import PLANTED, everything_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


def checked(content: bytes | None = None, name: str = f"{PLANTED}.pdf") -> CheckedFile:
    return check(io.BytesIO(content or samples.pdf()), name, "")


def contents(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_stored_file_is_what_was_sent(own_folder: Path) -> None:
    content = samples.pdf()
    stored = StoredFile.objects.get(pk=actions.store(upload=checked(content), language="de").pk)
    assert storage.read(stored) == content
    assert (stored.media_type, stored.extension, stored.language) == (kinds.PDF, "pdf", "de")
    assert (stored.original_name, stored.size) == (f"{PLANTED}.pdf", len(content))
    assert stored.sha256 == storage.sha256_of(content)
    assert not stored.cleaned


def test_where_content_lies_says_nothing_of_it(own_folder: Path) -> None:
    stored = actions.store_clean(upload=checked())
    (path,) = contents(own_folder)
    assert path.relative_to(own_folder) == Path(stored.content_name)
    assert path.name == stored.pk.hex
    assert str(stored) == str(stored.pk)


def test_the_clean_copy_is_made_with_the_file_and_is_another(own_folder: Path) -> None:
    stored = actions.store(upload=checked())
    copy = stored.to_send()
    assert copy.pk != stored.pk
    assert copy.cleaned
    assert PLANTED.encode() in everything_in(storage.read(stored))
    assert PLANTED.split()[0].encode() not in everything_in(storage.read(copy))
    assert copy.sha256 == storage.sha256_of(storage.read(copy))
    assert copy.to_send() == copy
    assert StoredFile.objects.get(pk=stored.pk).to_send() == copy


def test_a_text_is_its_own_clean_copy() -> None:
    stored = actions.store(upload=checked(b"a;b", "a.csv"))
    assert stored.to_send() == stored


def test_what_cannot_be_cleaned_is_kept_for_its_own_side_and_told_by_name(
    own_folder: Path,
) -> None:
    locked = checked(samples.pdf(password="secret"), "plan.pdf")
    stored = StoredFile.objects.get(pk=actions.store(upload=locked).pk)
    assert (StoredFile.objects.count(), len(contents(own_folder))) == (1, 1)
    told = r"plan\.pdf: The file is protected by a password"
    with pytest.raises(NotSendable, match=told):
        stored.to_send()
    with pytest.raises(NotSendable, match=told):
        actions.renamed_copy(stored, "Document 1.pdf")
    with pytest.raises(ValueError, match="not sent"):
        actions.store_clean(upload=locked)
    with pytest.raises(NotSendable, match=told):
        check_for_others(io.BytesIO(samples.pdf(password="secret")), "plan.pdf", "")


def test_what_another_side_gets_is_kept_clean_alone(own_folder: Path) -> None:
    stored = actions.store_clean(upload=checked())
    (path,) = contents(own_folder)
    assert PLANTED.split()[0].encode() not in everything_in(path.read_bytes())
    assert stored.to_send() == stored


def test_sending_takes_no_look_at_the_content(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = actions.store(upload=checked())
    renamed = "Document 1.pdf"

    def never(*_arguments: object) -> None:
        raise AssertionError("a file was looked at")

    monkeypatch.setattr(actions, "examine_in_child", never)
    assert stored.to_send().cleaned
    assert actions.renamed_copy(stored, renamed).original_name == renamed


def test_files_of_before_are_cleaned_by_and_by(own_folder: Path) -> None:
    old = [actions.store(upload=checked()) for _ in range(2)]
    old.append(actions.store(upload=checked(samples.pdf(password="x"))))
    gone = actions.store(upload=checked())
    storage.delete(gone.content_name)
    StoredFile.objects.filter(pk__in=[one.pk for one in (*old, gone)]).update(
        cleaned=False, clean_copy=None, uncleanable=""
    )
    with pytest.raises(NotSendable, match="has not been looked at yet"):
        StoredFile.objects.get(pk=old[0].pk).to_send()
    assert actions.examine_some(limit=3) == 1
    assert actions.examine_some(limit=3) == 0
    assert actions.examine_some(limit=3) == 0
    found = [StoredFile.objects.get(pk=one.pk) for one in (*old, gone)]
    assert [one.uncleanable for one in found] == ["", "", "encrypted", "damaged"]
    assert all(one.to_send().cleaned for one in found[:2])


def test_a_failed_transaction_leaves_content_that_the_sweep_removes(own_folder: Path) -> None:
    with transaction.atomic():
        actions.store_clean(upload=checked())
        transaction.set_rollback(True)
    assert StoredFile.objects.count() == 0
    assert len(contents(own_folder)) == 1

    assert actions.remove_orphans() == 0  # it may be an upload under way
    with clock.at(clock.now() + timedelta(hours=25)):
        assert actions.remove_orphans() == 1
    assert contents(own_folder) == []


def test_the_sweep_leaves_alone_what_is_not_its_own(own_folder: Path) -> None:
    strange = own_folder / "content" / "ab" / "notes.txt"
    strange.parent.mkdir(parents=True)
    strange.write_text("mine")
    os.utime(strange, (0, 0))
    assert actions.remove_orphans() == 0
    assert strange.exists()


def test_the_sweep_of_an_empty_storage_finds_nothing() -> None:
    assert actions.remove_orphans() == 0


def test_discarding_removes_content_once_it_is_certain(
    own_folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    stored = actions.store(upload=checked())
    with django_capture_on_commit_callbacks() as callbacks:
        actions.discard(stored)
    assert len(contents(own_folder)) == 2
    for callback in callbacks:
        callback()
    assert contents(own_folder) == []
    assert StoredFile.objects.count() == 0


def test_content_is_never_written_over() -> None:
    stored = actions.store(upload=checked())
    with pytest.raises(FileExistsError):
        storage.write(stored, b"other")
    assert storage.read(stored) == samples_of(stored)


def samples_of(stored: StoredFile) -> bytes:
    with default_storage.open(stored.content_name) as file:
        return bytes(file.read())


def test_a_file_is_handed_out_as_a_download_that_nobody_keeps_or_runs() -> None:
    stored = actions.store(upload=checked())
    response = file_response(stored, name=neutral_name(stored, 1, "en"))
    assert b"".join(response) == storage.read(stored)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="Document 1.pdf"'
    assert response["Content-Length"] == str(stored.size)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    policy = "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert response["Content-Security-Policy"] == policy
    assert PLANTED.split()[0] not in str(response.headers)
    response.close()


def test_a_text_is_handed_out_as_it_came() -> None:
    stored = actions.store(upload=checked("a;ü\n".encode("cp1252"), "a.csv"))
    response = file_response(stored, name="Document 1.csv")
    assert response["Content-Type"] == "text/csv"
    assert b"".join(response) == "a;ü\n".encode("cp1252")
    response.close()


def test_neutral_names_tell_the_order_alone() -> None:
    stored = StoredFile(extension="ods", original_name=PLANTED)
    assert neutral_name(stored, 3, "en") == "Document 3.ods"
