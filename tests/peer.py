"""An independent reader of packages, written from the format page for outsiders (resources/help/format), not from our code.

    python tests/peer.py FILE.csopkg KEY.txt UNIT_ID FINGERPRINT…

KEY.txt holds the age identity of the receiving unit UNIT_ID, each FINGERPRINT (单位核对码) is a key that it trusts. The
program `age` must be installed. Prints how many rows each table has; whatever does not hold ends it with one line.
"""

import base64
import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MEMBERS = ("mimetype", "cover.json", "cover.sig", "chain.json", "payload.zip.age")
CHILD_FILES = (*MEMBERS[1:4], "tagmanifest-sha256.txt", "manifest-sha256.txt")
HOWTO = "怎样打开.txt"
NO_FORM = (zipfile.BadZipFile, RuntimeError, EOFError, OSError, LookupError, TypeError, ValueError)
DOS_1980 = (1980, 1, 1, 0, 0, 0)


class Wrong(Exception):
    """What does not hold, in a few words."""


def need(holds: object, what: str) -> None:
    if not holds:
        raise Wrong(what)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_json(raw: bytes) -> object:
    def once(pairs: list) -> dict:
        need(len(dict(pairs)) == len(pairs), "a key stands twice")
        return dict(pairs)

    return json.loads(raw.decode("utf-8"), object_pairs_hook=once)


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def outer(raw: bytes) -> dict[str, bytes]:
    """The members of the outer ZIP, which must be the very bytes that another writer makes of them."""
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        need(tuple(file.namelist()) in (MEMBERS, (*MEMBERS, HOWTO)), "other members")
        found = {name: file.read(name) for name in file.namelist()}
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w", zipfile.ZIP_STORED) as file:
        for name, content in found.items():
            info = zipfile.ZipInfo(name, DOS_1980)
            info.create_system, info.external_attr = 3, 0o100600 << 16
            file.writestr(info, content)
    need(again.getvalue() == raw, "the outer file is not in canonical form")
    need(found["mimetype"] == b"application/vnd.cso.package+zip", "mimetype")
    return found


def verify(key: str, signature: bytes, message: bytes) -> None:
    Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(signature, message)


def fingerprint(certificate: dict) -> str:
    keys = base64.b64decode(certificate["sign"]) + base64.b64decode(certificate["seal"])
    return sha256(keys)[:32]


def sender_of(raw: bytes, trusted: set[str]) -> dict:
    """The last certificate of a chain whose links all hold and one of whose keys is trusted."""
    pairs = read_json(raw)
    issuer = None
    found = []
    for text, signature in pairs:
        need(re.fullmatch("[0-9a-f]{128}", signature), "signature of a certificate")
        own = read_json(text.encode())
        issuer = issuer or own
        need(own["issuer"] == issuer["subject"], "issuer")
        need(own["issuer_key"] == fingerprint(issuer), "key of the issuer")
        verify(issuer["sign"], bytes.fromhex(signature), b"csopkg/1 cert\n" + text.encode())
        found.append(fingerprint(own))
        issuer = own
    need(trusted & set(found), "nobody whom I trust")
    return issuer


def checked_cover(parts: dict[str, bytes], trusted: set[str]) -> dict:
    cover = read_json(parts["cover.json"])
    need((cover["v"], cover["suite"]) == (1, "A1"), "version or suite")
    need(sha256(parts["chain.json"]) == cover["chain_sha256"], "the chain")
    sender = sender_of(parts["chain.json"], trusted)
    need((sender["subject"], fingerprint(sender)) == (cover["from"], cover["from_key"]), "sender")
    verify(sender["sign"], parts["cover.sig"], b"csopkg/1 seal\n" + parts["cover.json"])
    return cover


def opened(sealed: bytes, key_file: Path) -> bytes:
    done = subprocess.run(["age", "-d", "-i", key_file], input=sealed, capture_output=True)
    need(done.returncode == 0, "age: " + done.stderr.decode().strip())
    return done.stdout


def manifest(raw: bytes) -> dict[str, str]:
    return {
        path: digest for digest, path in (line.split("  ", 1) for line in raw.decode().splitlines())
    }


def bag_of(raw: bytes, cover: dict) -> dict[str, bytes]:
    """The files of the bag, each compared with the manifests, which hang from the cover."""
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        names = file.namelist()
        need(len(set(names)) == len(names), "a file stands twice")
        found = {name.removeprefix("bag/"): file.read(name) for name in names}
    need(sha256(found["tagmanifest-sha256.txt"]) == cover["tagmanifest_sha256"], "tag manifest")
    tags = manifest(found["tagmanifest-sha256.txt"])
    files = manifest(found["manifest-sha256.txt"])
    listed = {**tags, **files}
    need(set(found) == {*listed, "tagmanifest-sha256.txt"}, "files and manifests differ")
    need(all(sha256(found[path]) == digest for path, digest in listed.items()), "a file")
    return found


def child_covers(files: dict[str, bytes], above: dict) -> dict[str, dict]:
    """The covers of the packages from below that went into this one, each signed and hanging from its superior."""
    found = {}
    for name in above["contains"]:
        part = {path: files[f"data/children/{name}/{path}"] for path in CHILD_FILES}
        cover, tags = checked_cover(part, {above["from_key"]}), part[CHILD_FILES[3]]
        need((cover["id"], cover["to"]) == (name, above["from"]), "a child of another")
        need(sha256(tags) == cover["tagmanifest_sha256"], "tag manifest of a child")
        need(sha256(part[CHILD_FILES[4]]) == manifest(tags)[CHILD_FILES[4]], "manifest")
        found |= {name: cover, **child_covers(files, cover)}
    return found


def rows_of(raw: bytes, expected: int, what: str) -> list[dict]:
    rows = [read_json(line) for line in raw.split(b"\n")[:-1]]
    need(len(rows) == expected, f"number of rows of {what}")
    for row in rows:
        if "row_hash" in row:
            plain = {key: value for key, value in row.items() if key != "row_hash"}
            need(sha256(canonical(plain)) == row["row_hash"], f"a row of {what}")
    return rows


def read_package(raw: bytes, key_file: Path, unit: str, trusted: set[str]) -> dict:
    """`{"cover": …, "tables": {table: rows}, "deletes": tombstones, "files": …, "below": covers}`; raises `Wrong`."""
    try:
        return _read(raw, key_file, unit, trusted)
    except (*NO_FORM, AttributeError, InvalidSignature) as error:
        raise Wrong(f"{type(error).__name__}: {error}") from error


def _read(raw: bytes, key_file: Path, unit: str, trusted: set[str]) -> dict:
    parts = outer(raw)
    cover = checked_cover(parts, trusted)
    need(cover["to"] == unit, "for somebody else")
    need(sha256(parts["payload.zip.age"]) == cover["sealed_sha256"], "the sealed payload")
    need(cover.get("howto_sha256") == (sha256(parts[HOWTO]) if HOWTO in parts else None), HOWTO)
    files = bag_of(opened(parts["payload.zip.age"], key_file), cover)
    tables = {
        table: rows_of(files.get(f"data/tables/{table}.jsonl", b""), counted["upsert"], table)
        for table, counted in cover["rows"].items()
    }
    gone = sum(counted["delete"] for counted in cover["rows"].values())
    deletes = rows_of(files.get("data/tables/_deletes.jsonl", b""), gone, "_deletes")
    covers = child_covers(files, cover)
    return {"cover": cover, "tables": tables, "deletes": deletes, "files": files, "below": covers}


def main(words: list[str]) -> int:
    if len(words) < 4:
        print(__doc__)
        return 2
    file, key, unit, *trusted = words
    try:
        found = read_package(Path(file).read_bytes(), Path(key), unit, set(trusted))
    except Wrong as wrong:
        print(f"refused: {wrong}")
        return 1
    print(f"from {found['cover']['from_name']}, number {found['cover']['seq']}")
    for table, rows in found["tables"].items():
        if rows:
            print(f"{table}: {len(rows)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
