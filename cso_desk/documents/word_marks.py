"""Text and paragraphs of a Word file: fonts by their Chinese names, sizes, pitch, number fields."""

from typing import Any

from cso_desk.documents.fitting import Style

WORD_FONTS = {"body": "仿宋_GB2312", "title": "方正小标宋简体", "heading": "黑体"}
"""The fonts of GB/T 9704 for the faces that layouts name; they are named, never embedded."""
_LATIN = "Times New Roman"


def add_text(paragraph: Any, text: str, face: str, size: float) -> None:
    """Add a run of text; line ends inside become line breaks."""
    if text:
        _dress(paragraph.add_run(text), face, size)


def add_field(paragraph: Any, name: str, style: Style) -> None:
    """Add a number that Word works out itself: PAGE or NUMPAGES."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind, text in (("begin", ""), ("", name), ("separate", ""), ("text", "1"), ("end", "")):
        run = paragraph.add_run()
        _dress(run, style.face, style.size)
        if kind == "text":
            run.text = text
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = f" {text} "
        run._r.append(element)


def pitch(
    paragraph: Any, style: Style, align: str, indent: float, before: float, after: float
) -> None:
    """Set alignment, indent of the first line (in type sizes), space around and line pitch."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
    from docx.shared import Pt

    form = paragraph.paragraph_format
    form.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
    form.first_line_indent = Pt(indent * style.size)
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    form.line_spacing = Pt(style.size * style.leading)
    form.widow_control = True


def _dress(run: Any, face: str, size: float) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run.font.name = _LATIN
    run.font.size = Pt(size)
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), WORD_FONTS[face])
    fonts.set(qn("w:hint"), "eastAsia")
