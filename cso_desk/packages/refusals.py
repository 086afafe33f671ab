"""Why a package is not taken: one code, one verdict and one plain Chinese sentence each."""

import binascii
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Literal

from cso_desk.errors import Trouble

if TYPE_CHECKING:
    from cso_desk.packages.cover import Cover

Verdict = Literal["refused", "duplicate", "fork"]

_SENTENCES: Final[Mapping[str, str]] = {
    "MALFORMED": "这份{noun}已损坏或格式不对，没有导入；请重新拷贝一次，还不行就请{who}重新导出。",
    "TRUNCATED": "这份{noun}的文件不完整（{sizes}），没有导入；"
    "请重新拷贝一次，还不行就请{who}重新导出。",
    "HASH_MISMATCH": "这份{noun}被改动过，或拷贝时损坏，没有导入；请让{who}重新导出。",
    "TOO_BIG": "这份{noun}里的{what}超过允许的大小，没有导入；请让{who}重新导出。",
    "BAD_SIGNATURE": "这份{noun}被改动过，没有导入；请让{who}重新导出。",
    "BAD_CHAIN": "这份{noun}附带的单位证书不对，没有导入；请让{who}核对单位证书后重新导出。",
    "UNKNOWN_SENDER": "这份{noun}来自还没有核对过的单位（文件上写的是{who}），没有导入；"
    "请先核对对方的单位核对码，办好单位证书。",
    "OUT_OF_SCOPE": "{who}的单位证书超出了发证单位的管辖范围，这份{noun}没有导入；"
    "请让发证单位按实际管辖重新发证。",
    "REVOKED": "{who}的这份单位证书已停用，这份{noun}没有导入；请让{who}换用新的单位证书后重新导出。",
    "BAD_SUITE": "这份{noun}用的加密方式（{what}）本程序打不开，没有导入；"
    "请让{who}改用双方都有的加密方式重新导出。",
    "NOT_FOR_ME": "这份{noun}是发给{whom}的，本单位打不开，没有导入；"
    "请转交{whom}，或让{who}按本单位现在的单位核对码重新导出。",
    "NOT_ENROLLED": "本单位还没有上级发的单位证书，不能生成上报包；"
    "请先生成单位证书申请，连同《单位核对表》送上级办理。",
    "NEWER_SCHEMA": "这份{noun}由更新的程序（{what}）生成，本程序还看不懂，没有导入；"
    "请先升级本程序（安装包可放在同一U盘的“升级”文件夹）。",
    "DUPLICATE": "这份{noun}（第 {seq} 号）已导入过，这次没有重复导入；可以重新打印当时的回执单。",
    "FORK": "{who}的第 {seq} 号{noun}与以前收到的对不上（可能用旧备份恢复过），没有导入；"
    "请让{who}重新导出一份全部数据的上报包。",
}

CODES: Final = tuple(_SENTENCES)

_PARSE_ERRORS: Final = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    NotImplementedError,
    EOFError,
    RuntimeError,
    struct.error,
    zlib.error,
    binascii.Error,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
)


class Refusal(Trouble):
    """A package that is not made or not taken; nothing has changed.

    `code` is one of `CODES` (packages.md 5). `verdict` is `duplicate` or `fork` for those two codes, else `refused`.
    `cover` is what the package says of itself, as far as it could be read: it may be untrue. `detail` is for the log
    and the tests, never for the screen.
    """

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        cover: "Cover | None" = None,
        noun: str = "上报包",
        what: str = "内容",
        sizes: tuple[int, int] | None = None,
    ) -> None:
        self.detail = detail
        self.cover = cover
        self._noun = noun
        self._what = what
        self._sizes = sizes
        super().__init__(code, self._sentence(code))

    @property
    def verdict(self) -> Verdict:
        """How a list of several packages files this one."""
        if self.code == "DUPLICATE":
            return "duplicate"
        return "fork" if self.code == "FORK" else "refused"

    def about(self, cover: "Cover") -> "Refusal":
        """Return the same refusal in the words for the package that carries `cover`."""
        noun = "回执" if cover.kind == "receipt" else "上报包"
        return self._again(cover, noun)

    def of(self, noun: str) -> "Refusal":
        """Return the same refusal in the words for another kind of file, such as 单位证书."""
        return self._again(self.cover, noun)

    def _again(self, cover: "Cover | None", noun: str) -> "Refusal":
        return Refusal(
            self.code, self.detail, cover=cover, noun=noun, what=self._what, sizes=self._sizes
        )

    def _sentence(self, code: str) -> str:
        cover = self.cover
        return _SENTENCES[code].format(
            noun=self._noun,
            who=cover.from_name if cover is not None else "对方",
            whom=cover.to_name if cover is not None else "别的单位",
            seq=f"{cover.seq:04d}" if cover is not None else "",
            what=self._what,
            sizes=_sizes(self._sizes),
        )


def _sizes(sizes: tuple[int, int] | None) -> str:
    if sizes is None:
        return "后面缺了一截"
    wanted, found = sizes
    return f"应有 {wanted:,} 字节，实有 {found:,} 字节"


@contextmanager
def parsing(what: str) -> Iterator[None]:
    """Turn whatever parsing of foreign bytes may raise into one `Refusal` MALFORMED; `what` goes to the log."""
    try:
        yield
    except _PARSE_ERRORS as error:
        raise Refusal("MALFORMED", f"{what}: {type(error).__name__}: {error}") from error


@contextmanager
def worded(noun: str) -> Iterator[None]:
    """Word the refusals of a file that is no package for what it is."""
    try:
        yield
    except Refusal as refusal:
        raise refusal.of(noun) from refusal
