"""The covers of child packages inside a package: what proves, level by level, who signed what (packages.md 2.7)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from cso_desk.packages import bag
from cso_desk.packages.canonical import sha256_hex
from cso_desk.packages.certificates import read_chain
from cso_desk.packages.cover import SEAL_DOMAIN, Cover, read_cover
from cso_desk.packages.refusals import Refusal
from cso_desk.packages.suite import suite_of

FILES: Final = ("cover.json", "cover.sig", "chain.json", bag.TAGMANIFEST, bag.MANIFEST)
"""The files of one child, in the order of `Proof`."""


@dataclass(frozen=True)
class Proof:
    """What remains of a package when its rows are gone: the bytes of its cover and of all that hangs from it."""

    cover: bytes
    signature: bytes
    chain: bytes
    tagmanifest: bytes
    manifest: bytes

    @property
    def files(self) -> dict[str, bytes]:
        """Its files by name."""
        parts = (self.cover, self.signature, self.chain, self.tagmanifest, self.manifest)
        return dict(zip(FILES, parts, strict=True))


def check_proof(proof: Proof, trusted: Collection[str]) -> Cover:
    """Return the cover of a package that was signed by its sender, and whose manifests are those that it signed.

    `trusted` are key fingerprints, one of which must stand in the chain of certificates. Raises `Refusal`: MALFORMED,
    BAD_SUITE, HASH_MISMATCH, BAD_CHAIN, UNKNOWN_SENDER, BAD_SIGNATURE.
    """
    head = read_cover(proof.cover)
    cover = head.cover
    if sha256_hex(proof.chain) != cover.chain_sha256:
        raise Refusal("HASH_MISMATCH", "chain.json")
    chain = read_chain(proof.chain)
    sender = chain.subject
    if (sender.subject, sender.fingerprint) != (cover.from_unit, cover.from_key):
        raise Refusal("BAD_CHAIN", "certificate of another unit than the sender")
    if not any(one.fingerprint in trusted for one in chain.certificates):
        raise Refusal("UNKNOWN_SENDER", sender.subject)
    message = SEAL_DOMAIN + proof.cover
    if not suite_of(cover.suite).verify(sender.party.sign, proof.signature, message):
        raise Refusal("BAD_SIGNATURE")
    _check_manifests(proof, cover)
    return cover


def _check_manifests(proof: Proof, cover: Cover) -> None:
    if sha256_hex(proof.tagmanifest) != cover.tagmanifest_sha256:
        raise Refusal("HASH_MISMATCH", bag.TAGMANIFEST)
    try:
        tags = bag.read_manifest(proof.tagmanifest)
    except ValueError as error:
        raise Refusal("MALFORMED", bag.TAGMANIFEST) from error
    if tags.get(bag.MANIFEST) != sha256_hex(proof.manifest):
        raise Refusal("HASH_MISMATCH", bag.MANIFEST)
