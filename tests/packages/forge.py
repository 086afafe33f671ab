"""Packages as an attacker with a valid certificate would make them: every outer hash and signature holds."""

import io
import json
import zipfile

import pyrage

from cso_desk.packages.canonical import sha256_hex
from cso_desk.packages.cover import SEAL_DOMAIN
from cso_desk.packages.suite import age_recipient
from cso_desk.sorted_json import sorted_json

MEMBERS = ("mimetype", "cover.json", "cover.sig", "chain.json", "payload.zip.age", "怎样打开.txt")


def members(raw: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        return {name: file.read(name) for name in file.namelist()}


def rezip(parts: dict[str, bytes]) -> bytes:
    """A canonical outer ZIP by Python's own zipfile: another writer than ours."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.create_system = 3
            info.external_attr = 0o100600 << 16
            file.writestr(info, content)
    return out.getvalue()


def inner_of(raw: bytes, keys) -> bytes:
    """The inner ZIP's bytes."""
    identity = pyrage.x25519.Identity.from_str(keys.age_identity)
    return pyrage.decrypt(members(raw)["payload.zip.age"], [identity])


def resealed(raw: bytes, sender, receiver, *, inner=None, recipients=None, chain=None, **cover):
    """`raw` with another inner ZIP, chain or cover keys, hashed, sealed and signed by `sender`."""
    parts = members(raw)
    values = json.loads(parts["cover.json"])
    if inner is not None or recipients is not None:
        keys = recipients or [receiver.keys.seal_public, sender.keys.seal_public]
        plain = inner if inner is not None else inner_of(raw, sender.keys)
        recipients = [pyrage.x25519.Recipient.from_str(age_recipient(key)) for key in keys]
        parts["payload.zip.age"] = pyrage.encrypt(plain, recipients)
        values["sealed_sha256"] = sha256_hex(parts["payload.zip.age"])
        values["sealed_size"] = len(parts["payload.zip.age"])
    if chain is not None:
        parts["chain.json"] = chain
        values["chain_sha256"] = sha256_hex(chain)
    values |= cover
    parts["cover.json"] = sorted_json(values)
    parts["cover.sig"] = sender.keys.suite.sign(
        sender.keys.sign_private, SEAL_DOMAIN + parts["cover.json"]
    )
    return rezip(parts)


class Inner:
    """An inner ZIP to be spoiled: files by name, then written with any zipfile trick."""

    def __init__(self, raw: bytes, sender, receiver):
        self._raw, self._sender, self._receiver = raw, sender, receiver
        with zipfile.ZipFile(io.BytesIO(inner_of(raw, sender.keys))) as file:
            self.files = {name: file.read(name) for name in file.namelist()}

    def put(self, path: str, content: bytes) -> None:
        """Set a file under data/."""
        self.files[f"bag/data/{path}"] = content

    def mended(self) -> dict[str, object]:
        """Make the datapackage and the manifests agree with the files; return the cover keys that follow."""
        package = json.loads(self.files["bag/data/datapackage.json"])
        for resource in package["resources"]:
            content = self.files[f"bag/data/{resource['path']}"]
            resource |= {"hash": f"sha256:{sha256_hex(content)}", "bytes": len(content)}
        self.files["bag/data/datapackage.json"] = sorted_json(package) + b"\n"
        return self.hashed()

    def hashed(self) -> dict[str, object]:
        """Make the manifests agree with the files; return the cover keys that follow."""
        data = {name[4:]: text for name, text in self.files.items() if name.startswith("bag/data/")}
        self._manifest("manifest-sha256.txt", data)
        tags = ("bagit.txt", "bag-info.txt", "manifest-sha256.txt")
        self._manifest("tagmanifest-sha256.txt", {name: self.files[f"bag/{name}"] for name in tags})
        return {
            "octets": sum(len(text) for text in data.values()),
            "files": len(data),
            "tagmanifest_sha256": sha256_hex(self.files["bag/tagmanifest-sha256.txt"]),
        }

    def _manifest(self, name: str, texts: dict[str, bytes]) -> None:
        lines = [f"{sha256_hex(texts[path])}  {path}\n" for path in sorted(texts)]
        self.files[f"bag/{name}"] = "".join(lines).encode()

    def zipped(self, method: int = zipfile.ZIP_DEFLATED) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", method) as file:
            for name, content in self.files.items():
                file.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, method)
        return out.getvalue()

    def package(self, inner: bytes | None = None, **cover) -> bytes:
        sealed = self.zipped() if inner is None else inner
        return resealed(self._raw, self._sender, self._receiver, inner=sealed, **cover)

    def mended_package(self, **cover) -> bytes:
        return self.package(**(self.mended() | cover))
