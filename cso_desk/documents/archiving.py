"""Makes a drawn PDF fit to be kept for ever: PDF/A-2b with what archives ask for, checked as written.

The archive standards (DA/T 47, GB/T 18894) want 题名, 责任者, 文号 and 日期 with every electronic
document; they stand in the XMP packet (Dublin Core) and, where it has the keys, in the file's
information dictionary.
"""

import io
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    import pikepdf

PROGRAM = "CSO Desk"
LANGUAGE = "zh-CN"

_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
  <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"\
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"\
 xmlns:xmp="http://ns.adobe.com/xap/1.0/">
{properties}
    </rdf:Description>
  </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
"""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What an archive asks of a document.

    `title` is 题名, `creator` 责任者 (the full name of the unit that makes the paper), `identifier`
    文号 or 编号 ("" where there is none), `day` 日期 (None: the day on which the file is made).
    """

    title: str
    creator: str = ""
    identifier: str = ""
    day: date | None = None


def archived(pdf: "pikepdf.Pdf", metadata: Metadata, made_at: datetime) -> bytes:
    """Return the file as PDF/A-2b with its metadata; the same document and moment give the same bytes.

    The bytes that come back have been read again and passed the check. Raises
    `pikepdf.pdfa.PdfaError` where they do not: a fault of this program, never of the clerk.
    """
    import pikepdf
    from pikepdf import pdfa

    pdf.Root.Lang = pikepdf.String(LANGUAGE)
    pdfa.prepare(pdf, "2b")
    packet = _packet(metadata, made_at).encode("utf-8")
    pdf.Root.Metadata = pdf.make_stream(
        packet, Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML
    )
    _inform(pdf, metadata, made_at)
    out = io.BytesIO()
    pdfa.save(pdf, out, "2b", repair=False, deterministic_id=True)
    return out.getvalue()


def archived_drawing(drawing: io.BytesIO, metadata: Metadata, made_at: datetime) -> bytes:
    """Return what a painter wrote as PDF/A-2b; raises as `archived` does."""
    import pikepdf

    with pikepdf.Pdf.open(drawing) as pdf:
        return archived(pdf, metadata, made_at)


def said_by(pdf: "pikepdf.Pdf") -> tuple[Metadata, datetime]:
    """Return the metadata of a file that `archived` made, and the moment at which it was made."""
    with pdf.open_metadata() as said:
        creators, days = list(said.get("dc:creator", [])), list(said.get("dc:date", []))
        metadata = Metadata(
            str(said.get("dc:title", "")),
            str(creators[0]) if creators else "",
            str(said.get("dc:identifier", "")),
            date.fromisoformat(str(days[0])) if days else None,
        )
        return metadata, datetime.fromisoformat(str(said["xmp:CreateDate"]))


def _inform(pdf: "pikepdf.Pdf", metadata: Metadata, made_at: datetime) -> None:
    """Say the same in the file's information dictionary, which older viewers show."""
    import pikepdf

    offset = made_at.strftime("%z") or "+0000"
    moment = f"D:{made_at:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:5]}'"
    said = {
        "/Title": metadata.title,
        "/Author": metadata.creator,
        "/Creator": PROGRAM,
        "/Producer": PROGRAM,
        "/CreationDate": moment,
        "/ModDate": moment,
    }
    pdf.trailer.Info = pdf.make_indirect(
        pikepdf.Dictionary({key: pikepdf.String(text) for key, text in said.items() if text})
    )


def _packet(metadata: Metadata, made_at: datetime) -> str:
    """Return the XMP packet; an empty property is left out."""
    day = metadata.day or made_at.date()
    moment = made_at.isoformat(timespec="seconds")
    title = _array("Alt", metadata.title, ' xml:lang="x-default"')
    properties = {
        "pdfaid:part": "2",
        "pdfaid:conformance": "B",
        "dc:title": title,
        "dc:creator": _array("Seq", metadata.creator),
        "dc:identifier": escape(metadata.identifier),
        "dc:date": _array("Seq", day.isoformat()),
        "dc:language": _array("Bag", LANGUAGE),
        "xmp:CreatorTool": PROGRAM,
        "xmp:CreateDate": moment,
        "xmp:ModifyDate": moment,
        "xmp:MetadataDate": moment,
        "pdf:Producer": PROGRAM,
    }
    lines = [f"      <{key}>{text}</{key}>" for key, text in properties.items() if text]
    return _PACKET.format(properties="\n".join(lines))


def _array(kind: str, text: str, attribute: str = "") -> str:
    return f"<rdf:{kind}><rdf:li{attribute}>{escape(text)}</rdf:li></rdf:{kind}>" if text else ""
