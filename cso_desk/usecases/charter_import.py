"""Old charters come in: a Word file, a text file or pasted text, matched to the clauses of a template and kept as a version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from cso_desk import store
from cso_desk.errors import Problem, Problems, Trouble
from cso_desk.records import Charter, Organization
from cso_desk.store import Desk, Session

from . import charter, charter_text, clause_matching, policy_pack
from .charter_text import Clause
from .clause_matching import Matched
from .done import Done
from .register import owned

TEXT_LIMIT = 200_000
"""How many characters a charter may have."""


def paragraphs_of(file: Path) -> list[str]:
    """Return the paragraphs of a charter in a Word (.docx) or text file (UTF-8 or GB18030); raises `Trouble`."""
    try:
        raw = file.read_bytes()
    except OSError:
        raise Trouble("UNREADABLE", f"打不开 {file.name}，请检查文件是否存在。") from None
    if file.suffix.lower() in (".docx", ".doc") or raw.startswith(b"PK\x03\x04"):
        from cso_desk import documents

        return _whole(documents.read_paragraphs(raw, file.name))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return paragraphs_of_text(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise Trouble(
        "UNREADABLE", f"{file.name} 不是 Word 文件，也不是文本文件，请另存为 .docx 或纯文本再选。"
    )


def paragraphs_of_text(text: str) -> list[str]:
    """Return the paragraphs of pasted text, empty ones left out; raises `Trouble` when there is none."""
    return _whole([line.strip() for line in text.splitlines() if line.strip()])


def _whole(paragraphs: list[str]) -> list[str]:
    if not paragraphs:
        raise Trouble("EMPTY", "里面没有文字，请选写有章程正文的文件，或者把正文粘贴进来。")
    if sum(len(one) for one in paragraphs) > TEXT_LIMIT:
        raise Trouble("TOO_LARGE", "文字太多，不像一份章程，请只留章程正文。")
    if any(ord(sign) < 32 and sign != "\t" for one in paragraphs for sign in one):
        raise Trouble(
            "UNREADABLE", "里面有不能显示的字符，不像章程文本，请另存为 .docx 或纯文本再选。"
        )
    return paragraphs


def read_file(file: Path) -> list[Clause]:
    """Return the clauses of a charter in a file, headings left out; raises `Trouble`."""
    found = clause_matching.parts(paragraphs_of(file))
    written = (part for part in found if not part.heading)
    return [
        Clause(f"text{place}", part.title, part.text) for place, part in enumerate(written, start=1)
    ]


def look(desk: Desk, organization: str, paragraphs: Sequence[str]) -> Matched:
    """Match a charter to the fullest template, writing nothing; raises `Trouble` for an unknown organization."""
    with desk.read() as session:
        found = store.get(session, Organization, organization)
        if found is None:
            raise Trouble("NO_RECORD", "找不到这个组织，可能已被删除，请刷新列表。")
        nature = found.nature or charter.usual_nature(desk)
    template = max(charter.raw_templates(desk), key=lambda raw: len(raw["clauses"]))
    required = policy_pack.pack(desk).value("charters.required")
    return clause_matching.matched(paragraphs, template["clauses"], required, nature)


def keep(
    desk: Desk,
    organization: str,
    paragraphs: Sequence[str],
    passed_on: str = "",
    reported_on: str = "",
    votes: Mapping[str, str] | None = None,
    meeting: Mapping[str, str] | None = None,
) -> Done[str]:
    """Keep a charter that somebody else wrote as a version of its own, in the order of the dates they were passed.

    Raises `Problems` (no clause, dates, votes), `Trouble` not_owner.
    """
    parsed = charter.parsed_facts(desk, passed_on, reported_on, votes, meeting)
    found = look(desk, organization, paragraphs)
    if not found.clauses:
        words = "没有找到章程条款，请核对文件里是不是章程正文。"
        raise Problems([Problem("", "text", "no_clause", words)])
    with desk.operation("导入原有章程") as op:
        record = owned(desk, op.session, Organization, organization)
        nature = record.nature or charter.usual_nature(desk)
        kept = Charter(organization=organization, template=charter.OWN_TEXT)
        kept.version = charter.last_version(op.session, organization) + 1
        kept.slots = {"nature": nature, "headings": "\n".join(found.headings)}
        kept.clauses = charter.kept_clauses(found.clauses)
        for key, value in parsed.items():
            setattr(kept, key, value)
        op.add(kept)
        op.session.flush()
        _number_by_date(op.session, organization)
        op.session.flush()
        saved = kept.id
    return Done(saved, frozenset(op.changes))


def _number_by_date(session: Session, organization: str) -> None:
    """Let an old charter stand before the newer ones: versions follow their dates, those without one come last."""
    versions = store.listed(session, Charter, order="version", organization=organization)
    by_date = sorted(
        versions, key=lambda one: (one.passed_on is None, str(one.passed_on or ""), one.version)
    )
    for number, one in enumerate(by_date, start=1):
        if one.version != number:
            one.version = number


def missing(desk: Desk, found: Matched, nature: str = "") -> list[str]:
    """Return the required contents that an imported charter does not say."""
    required = policy_pack.pack(desk).value("charters.required")
    return charter_text.missing(required, found.clauses, nature or charter.usual_nature(desk))
