import io

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cso_desk.packages import bech32
from cso_desk.packages.keys import make_keys
from cso_desk.packages.refusals import Refusal
from cso_desk.packages.suite import Envelope, age_identity, age_recipient, suite_of

BYTES = st.binary(min_size=1, max_size=64)


@settings(deadline=None)
@given(BYTES)
def test_bech32_returns_what_it_was_given(data):
    assert bech32.decode("age", bech32.encode("age", data)) == data


@settings(deadline=None)
@given(BYTES, st.data())
def test_bech32_sees_one_changed_letter(data, choice):
    text = bech32.encode("age", data)
    place = choice.draw(st.integers(4, len(text) - 1))
    letter = choice.draw(st.sampled_from("qpzry9x8gf2tvdw0s3jn54khce6mua7l"))
    if letter != text[place]:
        with pytest.raises(ValueError):
            bech32.decode("age", text[:place] + letter + text[place + 1 :])


@pytest.mark.parametrize("text", ["", "age", "age1", "AGE1qqq", "other1qqqqqqqq", "age1!!!!!!!!"])
def test_bech32_refuses_what_it_is_not(text):
    with pytest.raises(ValueError):
        bech32.decode("age", text)


def test_age_reads_our_writing_of_its_keys():
    for _ in range(20):
        keys = make_keys()
        identity = pyrage.x25519.Identity.from_str(age_identity(keys.seal_private))
        assert str(identity) == age_identity(keys.seal_private)
        assert str(identity.to_public()) == age_recipient(keys.seal_public)


def test_a_signature_counts_for_its_message_and_key_alone():
    keys, other = make_keys(), make_keys()
    suite = keys.suite
    signature = suite.sign(keys.sign_private, b"message")
    assert suite.verify(keys.sign_public, signature, b"message")
    assert not suite.verify(keys.sign_public, signature, b"massage")
    assert not suite.verify(other.sign_public, signature, b"message")
    assert not suite.verify(keys.sign_public, signature[:-1], b"message")
    assert not suite.verify(b"short", signature, b"message")


def test_wrapped_for_two_is_opened_by_each_and_by_no_third():
    one, two, third = make_keys(), make_keys(), make_keys()
    sealed = io.BytesIO()
    one.suite.wrap(io.BytesIO(b"rows"), sealed, [one.seal_public, two.seal_public])
    for keys in (one, two):
        plain = io.BytesIO()
        keys.suite.unwrap(io.BytesIO(sealed.getvalue()), plain, keys.seal_private, Envelope())
        assert plain.getvalue() == b"rows"
    with pytest.raises(Refusal) as caught:
        third.suite.unwrap(
            io.BytesIO(sealed.getvalue()), io.BytesIO(), third.seal_private, Envelope()
        )
    assert caught.value.code == "NOT_FOR_ME"


def test_the_disks_own_error_comes_through():
    class Full(io.BytesIO):
        def write(self, data):
            raise OSError(28, "No space left on device")

    keys, sealed = make_keys(), io.BytesIO()
    with pytest.raises(OSError) as caught:
        keys.suite.wrap(io.BytesIO(b"rows"), Full(), [keys.seal_public])
    assert caught.value.errno == 28
    keys.suite.wrap(io.BytesIO(b"rows"), sealed, [keys.seal_public])
    with pytest.raises(OSError) as caught:
        keys.suite.unwrap(io.BytesIO(sealed.getvalue()), Full(), keys.seal_private, Envelope())
    assert caught.value.errno == 28


def test_a_suite_that_is_not_here_is_named():
    with pytest.raises(Refusal) as caught:
        suite_of("SM9")
    assert caught.value.code == "BAD_SUITE" and "SM9" in caught.value.message


def test_hash_is_sha256():
    assert suite_of("A1").hash().name == "sha256"
