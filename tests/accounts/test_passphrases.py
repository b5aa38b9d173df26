"""Which passphrases are taken, and that hashing them neither leaks nor stalls."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.accounts import passphrases
from app.accounts.common_passphrases import is_common
from app.accounts.demo import DEMO_ACCOUNTS
from app.accounts.passphrases import (
    PassphraseRefused,
    check_passphrase,
    hash_passphrase,
    verify_passphrase,
)
from app.platform.errors import TooManyRequests
from tests.light_hashes import real_hashes

COMMON = [
    "passwordpassword",
    "Password12345678!",
    "P@ssw0rd123456789",
    "123456789012345",
    "000000000000000",
    "qwertyuiopasdfghjkl",
    "1q2w3e4r5t6y7u8i9o",
    "1qaz2wsx3edc4rfv",
    "zaq12wsxcde34rfv",
    "aaaaaaaaaaaaaaaa",
    "abcabcabcabcabcabc",
    "iloveyouforever1",
    "correcthorsebatterystaple",
    "thequickbrownfoxjumps",
    "letmeinletmein1",
    "trustno1trustno1",
    "wikipediawikipedia",
    "welcome123456789",
    "mynameismichael",
    "abcdefghijklmnop",
    "zyxwvutsrqponmlk",
    "asdfghjkl123456",
    "superman12345678",
    "football12345678",
    "administrator123",
    "changemechangeme",
    "hellohellohello1",
    "p4ssw0rdp4ssw0rd",
    "qazwsxedcrfvtgb",
    "Amina2026Amina2026",
    "aminaaminaamina",
]
OWN = [
    "marigold kettle harbour nine",
    "rain on a tin roof at noon",
    "my cat likes to sleep",
    "चार सौ बीस घोड़े और हाथी",
    "猫は屋根の上で魚を食べていました",
    "القطار الأخير إلى الساحل",
    "fjwuxqk vhzptyo brm",
    "kahawa chungu asubuhi mapema",
]


@pytest.fixture(autouse=True)
def real() -> Iterator[None]:
    """Hashes cost here what they cost on a server."""
    with real_hashes():
        yield


@pytest.mark.parametrize("passphrase", COMMON)
def test_what_everybody_tries_first_is_refused(passphrase: str) -> None:
    with pytest.raises(PassphraseRefused):
        check_passphrase(passphrase, name="Amina")


@pytest.mark.parametrize("passphrase", OWN)
def test_words_of_ones_own_are_taken_in_any_script(passphrase: str) -> None:
    check_passphrase(passphrase, name="Amina")


def test_every_kind_of_character_may_be_left_out() -> None:
    check_passphrase("plainlowercaseriverboat", name="Amina")


def test_the_demo_accounts_follow_the_rules() -> None:
    for name, passphrase, _grants in DEMO_ACCOUNTS:
        check_passphrase(passphrase, name=name)


def test_a_hash_knows_its_passphrase_in_every_unicode_form() -> None:
    kept = hash_passphrase("les élèves sèment du blé")

    assert kept.startswith("$argon2id$v=19$m=32768,t=3,p=1$")
    assert verify_passphrase("les e\u0301le\u0300ves se\u0300ment du ble\u0301", kept)
    assert not verify_passphrase("les eleves sement du ble", kept)


def test_nobody_has_the_stand_in_hash() -> None:
    """It is checked for unknown names, and must cost what a real one costs."""
    stand_in = passphrases._NOBODY

    assert stand_in.split("$")[:4] == hash_passphrase("anything at all").split("$")[:4]
    assert not verify_passphrase("nobody has this passphrase", None)


def test_an_endless_passphrase_is_not_hashed() -> None:
    assert not verify_passphrase("x" * 1_000_000, hash_passphrase("x" * 20))


def test_a_crowd_waits_briefly_or_is_sent_away() -> None:
    """Twenty at once: some are served, the rest told, no thread is held for long."""
    kept = hash_passphrase("a passphrase for everybody")
    together = threading.Barrier(20)
    waits: list[int] = []

    def attempt(_number: int) -> bool:
        together.wait()
        try:
            return verify_passphrase("a passphrase for everybody", kept)
        except TooManyRequests as refusal:
            waits.append(refusal.retry_after)
            return False

    with ThreadPoolExecutor(20) as crowd:
        served = sum(crowd.map(attempt, range(20)))

    assert passphrases.WAITING_AT_MOST <= served < 20
    assert waits == [5] * (20 - served)
    assert verify_passphrase("a passphrase for everybody", kept)


@pytest.mark.parametrize(
    "passphrase", ["ab" * 128, "x" * 255 + "y", "a1" * 60 + "b2" * 60, "qa" * 128]
)
def test_a_hostile_passphrase_is_judged_quickly(passphrase: str) -> None:
    start = time.thread_time()

    is_common(passphrase, name="Amina")

    assert time.thread_time() - start < 0.2
