"""What may come in as an attachment and what it is: judged by the content, never by the name of the file."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from cso_desk.errors import Problem, Problems, Trouble

MOST_OCTETS = 20 * 1024 * 1024
"""20 MB a file: a page scanned at 300 dpi takes 1 to 3 MB, a photo of a phone up to 8; more fills backups and sticks."""

MEDIA = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
"""The kinds of content that are taken, each with the ending that its copy gets."""
KIND_WORDS = {".pdf": "PDF", ".jpg": "照片", ".png": "图片", ".docx": "Word", ".xlsx": "Excel"}
FILTER = "扫描件、照片和文档 (*.pdf *.jpg *.jpeg *.png *.docx *.xlsx)"
"""What the file box offers."""

_PDF, _JPEG, _PNG, _DOCX, _XLSX = MEDIA
_TAKEN = "只收 PDF、JPG、PNG、Word（.docx）和 Excel（.xlsx）文件"
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xfe\xed\xfa",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
    b"L\x00\x00\x00\x01\x14\x02\x00",
)
"""How programs begin: Windows, Linux, scripts, Java and macOS, Windows shortcuts."""
_OTHERS = (
    (b"PK", "压缩包不收，请解开后添加里面的扫描件或照片"),
    (b"Rar!", "压缩包不收，请解开后添加里面的扫描件或照片"),
    (b"7z\xbc\xaf", "压缩包不收，请解开后添加里面的扫描件或照片"),
    (
        b"\xd0\xcf\x11\xe0",
        "旧格式的 .doc、.xls 文件不收，请在 WPS 里另存为 .docx、.xlsx 或 PDF 再添加",
    ),
    (b"BM", "BMP 图片不收，请另存为 JPG 再添加"),
    (b"II*\x00", "TIFF 图片不收，请另存为 PDF 或 JPG 再添加"),
    (b"MM\x00*", "TIFF 图片不收，请另存为 PDF 或 JPG 再添加"),
    (b"RIFF", "WEBP 图片不收，请另存为 JPG 再添加"),
    (b"GIF8", "GIF 图片不收，请另存为 JPG 再添加"),
)
_HEIC = re.compile(rb"....ftyp(heic|heix|mif1|msf1|hevc)", re.DOTALL)
_RUNS = (b"/launch", b"/javascript")
_RESERVED = re.compile(r"(?i)^(|con|prn|aux|nul|com\d|lpt\d)$")
_LONGEST_NAME = 60


def taken_in(file: Path) -> tuple[bytes, str]:
    """Return the content of a file and its media type.

    Raises `Problems`: not_a_file, empty_file, too_large, executable, unknown_kind; `Trouble` FILE_UNREADABLE.
    """
    try:
        if not file.is_file():
            raise refused(file, "not_a_file", "不是文件，请选扫描件或照片")
        octets = file.stat().st_size
        if octets > MOST_OCTETS:
            size = f"{octets / 1024 / 1024:.1f}"
            raise refused(
                file, "too_large", f"有 {size} MB，超过 20 MB，请把扫描分辨率调低或分成几份"
            )
        content = file.read_bytes()
    except OSError as error:
        raise Trouble(
            "FILE_UNREADABLE", f"“{file.name}”读不出来，请检查U盘是否还插着，或换一份再添加。"
        ) from error
    return content, media_type(file, content)


def media_type(file: Path, content: bytes) -> str:
    """Return what a content is; raises `Problems`: empty_file, executable, unknown_kind."""
    if not content:
        raise refused(file, "empty_file", "是空文件，请重新扫描或拷贝")
    if content.startswith(_PROGRAMS):
        raise refused(file, "executable", "是可以运行的程序，不收；请只添加扫描件、照片和文档")
    if content.startswith(b"\xff\xd8\xff"):
        return _JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _PNG
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return _checked_pdf(file, content)
    if content.startswith(b"PK\x03\x04"):
        return _office(file, content)
    if _HEIC.match(content):
        raise refused(file, "unknown_kind", "是手机的 HEIC 照片，请先转成 JPG 再添加")
    for start, words in _OTHERS:
        if content.startswith(start):
            raise refused(file, "unknown_kind", words)
    raise refused(file, "unknown_kind", f"看不出是什么文件，{_TAKEN}")


def _checked_pdf(file: Path, content: bytes) -> str:
    lower = content.lower()
    if any(word in lower for word in _RUNS):
        raise refused(
            file, "executable", "是带有自动运行内容的 PDF，不收；请打印出来重新扫描再添加"
        )
    return _PDF


def _office(file: Path, content: bytes) -> str:
    lower = content.lower()
    if b"vbaproject" in lower or b"macrosheets/" in lower:
        raise refused(file, "executable", "带有宏，不收；请在 WPS 里另存为不带宏的 .docx 或 .xlsx")
    if b"word/document.xml" in lower:
        return _DOCX
    if b"xl/workbook.xml" in lower:
        return _XLSX
    raise refused(file, "unknown_kind", _OTHERS[0][1])


def refused(file: Path, code: str, words: str) -> Problems:
    """Return the refusal of one file, which names it."""
    return Problems([Problem(file.name, "", code, f"“{plain_name(file.name)}”{words}。")])


def plain_name(name: str) -> str:
    """Return a name without what could mislead or harm: control and direction marks, path and device signs."""
    kept = "".join(
        " "
        if letter in '<>:"/\\|?*' or unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co")
        else letter
        for letter in unicodedata.normalize("NFC", name)
    )
    return " ".join(kept.split())[: _LONGEST_NAME + 20].strip(". ")


def title_of(file: Path) -> str:
    """Return the name that a new attachment gets from its file, without the ending."""
    return plain_name(file.stem)[:_LONGEST_NAME] or "附件"


def copy_name(title: str, media: str) -> str:
    """Return a harmless file name for a copy; its ending tells what the content really is."""
    stem = plain_name(title)[:_LONGEST_NAME].strip(". ")
    if _RESERVED.match(stem.split(".")[0].strip()):
        stem = f"附件{stem}"
    return stem + MEDIA[media]
