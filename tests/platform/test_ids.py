"""Random values are what those who read them aloud or copy them can bear."""

from app.platform.ids import secret_token


def test_a_secret_has_only_letters_and_digits_so_that_no_line_is_broken_in_it() -> None:
    secrets = {secret_token() for _ in range(200)}

    assert len(secrets) == 200
    assert {len(secret) for secret in secrets} == {32}
    assert all(secret.isascii() and secret.isalnum() for secret in secrets)
