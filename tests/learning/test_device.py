"""What a browser keeps: small, signed, and never a reason to fail."""

import base64
import secrets

import pytest

from app.learning.device import Device
from app.learning.device_format import (
    MAX_PAYLOAD_BYTES,
    MAX_VALUE_BYTES,
    NONCE_BYTES,
    cookie_name,
    decode,
    encode,
    read_device,
    write_device,
)
from app.learning.progress import StoredAnswer
from tests.learning.places import KEYS, checklist, lesson, place, question

SECRETS = ["the key that signs these tests, 32+"]
NEWER = [*SECRETS, "a newer key that was put before it"]


def fresh() -> Device:
    return Device(nonce=secrets.token_bytes(NONCE_BYTES))


def reread(device: Device) -> Device:
    return read_device(write_device(device, SECRETS), SECRETS)


def test_what_is_written_is_read() -> None:
    device = fresh()
    here = place()
    device.visit(here)
    device.complete(here)
    device.answer(here, "q1", StoredAnswer(("q1-0",), is_right=True))
    device.answer(here, "q2", StoredAnswer(("q2-2", "q2-0", "q2-1"), is_right=False))
    device.type_answer(here, "q3", StoredAnswer(("Élan vital",), is_right=False))
    device.tick(here, ["t1", "t2"], ["t2"])

    again = reread(device)

    assert again == device
    blocks = (question("q1"), question("q2", "order"), question("q3", "text"))
    state = again.module_state(here, lesson(*blocks, checklist("t1", "t2")))
    assert state.is_done
    assert state.ticks == {"t2"}
    assert state.answers == {
        "q1": StoredAnswer(("q1-0",), is_right=True),
        "q2": StoredAnswer(("q2-2", "q2-0", "q2-1"), is_right=False),
        "q3": StoredAnswer(("Élan vital",), is_right=False),
    }


def test_progress_says_what_is_done_and_where_one_was() -> None:
    device = fresh()
    device.visit(place(module_key="m1"))
    device.complete(place(module_key="m1"))
    device.visit(place(module_key="m2", language="ff-adlm"))

    progress = reread(device).progress("pack01")

    assert progress.done == {"m1"}
    assert progress.last_module == "m2"
    assert progress.last_language == "ff-adlm"
    assert progress.next_module(KEYS) == "m2"


def test_the_last_module_of_99_is_kept() -> None:
    device = fresh()
    device.visit(place(module_key="m99"))
    device.complete(place(module_key="m99"))

    assert reread(device).progress("pack01").done == {"m99"}


def test_only_the_first_visit_and_the_first_completion_are_new() -> None:
    device = fresh()

    assert device.visit(place())
    assert not device.visit(place())
    assert device.complete(place()) == (True, False)
    assert device.complete(place()) == (False, False)


def test_a_pack_is_finished_once_even_when_it_grows() -> None:
    device = fresh()
    device.visit(place())
    finished = [device.complete(place(module_key=key))[1] for key in KEYS]
    grown = place(module_key="m4")

    device.complete(grown)

    assert finished == [False, False, True]
    assert device.complete(grown) == (False, False)


def test_tries_are_counted_and_the_last_answer_stays() -> None:
    device = fresh()
    here = place()
    for chosen in ("q-1", "q-2", "q-0"):
        device.answer(here, "q", StoredAnswer((chosen,), chosen == "q-0"))

    state = reread_state(device, question("q"))

    assert state == {"q": StoredAnswer(("q-0",), is_right=True, tries=3)}


def reread_state(device: Device, *blocks: object) -> object:
    device.visit(place())
    return reread(device).module_state(place(), lesson(*blocks)).answers  # type: ignore[arg-type]


def test_an_option_that_is_gone_leaves_the_question_unanswered() -> None:
    device = fresh()
    device.answer(place(), "q", StoredAnswer(("an old option",), is_right=True))

    assert reread_state(device, question("q")) == {}


def test_a_question_of_another_kind_is_unanswered() -> None:
    device = fresh()
    device.type_answer(place(), "q", StoredAnswer(("typed",), is_right=True))

    assert reread_state(device, question("q")) == {}


def test_a_long_typed_answer_is_cut_between_letters() -> None:
    device = fresh()
    device.type_answer(place(), "q", StoredAnswer(("ন" * 200,), is_right=False))

    answers = reread_state(device, question("q", "text"))

    assert answers == {"q": StoredAnswer(("ন" * 40,), is_right=False)}


def test_unticking_keeps_other_lists() -> None:
    device = fresh()
    device.visit(place())
    device.tick(place(), ["a", "b"], ["a", "b"])
    device.tick(place(), ["c"], ["c"])
    device.tick(place(), ["a", "b"], ["b"])

    state = reread(device).module_state(place(), lesson(checklist("a", "b", "c")))

    assert state.ticks == {"b", "c"}


def full_device(packs: int, modules: int) -> Device:
    device = fresh()
    for pack in range(packs):
        for number in range(1, modules + 1):
            here = place(f"pk{pack:04}", f"m{number}", ["en", "fr", "sw"][pack % 3])
            device.visit(here)
            device.complete(here)
            for quiz in ("one", "two", "three"):
                given = StoredAnswer((f"{pack}{number}{quiz}",), is_right=True)
                device.answer(here, f"{quiz} {pack} {number}", given)
            lines = [f"{pack} {number} {line}" for line in range(8)]
            device.tick(here, lines, lines)
    return device


@pytest.mark.parametrize(("packs", "modules"), [(1, 4), (12, 5), (40, 4), (300, 9)])
def test_the_cookie_never_grows_over_one_kilobyte(packs: int, modules: int) -> None:
    value = write_device(full_device(packs, modules), SECRETS)

    assert len(value) <= MAX_VALUE_BYTES
    assert len(f"{cookie_name(secure=True)}={value}") <= 1024


def test_answers_and_ticks_touched_longest_ago_are_left_out_first() -> None:
    device = full_device(12, 5)

    again = reread(device)

    assert again.packs == device.packs
    kept = list(again.details)
    assert kept == list(device.details)[-len(kept) :]
    assert 0 < len(kept) < len(device.details)


def test_twelve_packs_keep_the_answers_of_the_last_three() -> None:
    assert len(reread(full_device(12, 4)).details) >= 12


def test_beyond_all_room_the_packs_touched_last_stay() -> None:
    device = full_device(300, 4)

    again = reread(device)

    assert list(again.packs) == list(device.packs)[-len(again.packs) :]
    assert len(again.packs) >= 60
    assert len(encode(device)) <= MAX_PAYLOAD_BYTES


def test_a_changed_key_still_reads_older_cookies() -> None:
    device = full_device(1, 2)

    assert read_device(write_device(device, SECRETS), NEWER) == device
    assert read_device(write_device(device, NEWER), SECRETS) == Device()


def broken_values() -> list[str | None]:
    value = write_device(full_device(2, 2), SECRETS)
    payload, signature = value.rsplit(".", 1)
    other = write_device(full_device(1, 1), SECRETS).rsplit(".", 1)[0]
    return [
        *(None, "", ".", "x", "x.y", payload, f".{signature}", f"{value}x"),
        *(f"{other}.{signature}", f"Z{payload[1:]}.{signature}"),
        *("\x00" * 20, "é.é", "9" * 5000, value.upper(), value[:-3]),
        write_device(full_device(1, 1), ["another installation's key, 32 long"]),
    ]


# Numbers for names: the values are made anew by each process of a run.
@pytest.mark.parametrize(
    "value", broken_values(), ids=[str(n) for n in range(len(broken_values()))]
)
def test_what_we_did_not_write_is_empty(value: str | None) -> None:
    assert read_device(value, SECRETS) == Device()


def test_bytes_that_are_signed_but_cut_or_of_another_version_are_refused() -> None:
    whole = encode(full_device(2, 2))

    for data in (b"", b"\x02" + whole[1:], *(whole[:size] for size in range(1, 30))):
        with pytest.raises((ValueError, IndexError)):
            decode(data)


def test_random_bytes_never_do_more_than_be_refused() -> None:
    for _ in range(300):
        data = b"\x01" + secrets.token_bytes(secrets.randbelow(120))
        try:
            decode(data)
        except (ValueError, IndexError):
            continue


def test_the_cookie_holds_no_words_of_the_packs() -> None:
    device = fresh()
    device.visit(place())
    device.answer(place(), "secret-question", StoredAnswer(("secret-answer",), True))

    payload = write_device(device, SECRETS).rsplit(".", 1)[0]

    raw = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    assert b"secret" not in raw
