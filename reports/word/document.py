"""A Word document whose Chinese is set in a Chinese font, and which says nothing of who made it where."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from docx import Document
from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table
from docx.text.paragraph import Paragraph

from reports.view.format import clean

_LATIN, _CHINESE = "Arial", "Microsoft YaHei"
"""Every Office since 2007 has them; where one is missing another one for the same script is taken."""
_TABLE = "Light List Accent 1"
_GREY = RGBColor(0x5C, 0x67, 0x73)
_MARGIN = Cm(2)
_FONTS = ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")
_THEMED = ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme")


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """A few words of a paragraph that look alike.

    Args:
        is_strong: for names and figures.
        is_aside: for times and notes.
    """

    text: str
    is_strong: bool = False
    is_aside: bool = False


def new(title: str) -> Paper:
    """Return an empty document with its title at the top."""
    paper = Document()
    for style in paper.styles:
        if style.type is WD_STYLE_TYPE.PARAGRAPH:
            _set_fonts(style)
    for section in paper.sections:
        section.left_margin = section.right_margin = _MARGIN
        section.top_margin = section.bottom_margin = _MARGIN
    normal = paper.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    normal.font.size = Pt(10.5)
    _describe(paper, title)
    paper.add_heading(flat(title), level=0)
    return paper


def _describe(paper: Paper, title: str) -> None:
    # python-docx's template names itself as the author, and the year 2013
    told = paper.core_properties
    told.title, told.author, told.comments = flat(title)[:250], "", ""
    told.created = told.modified = datetime(2000, 1, 1, tzinfo=UTC)
    told.last_modified_by, told.language = "", "zh-CN"


def _set_fonts(style: ParagraphStyle) -> None:
    properties: BaseOxmlElement = style.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in _THEMED:  # they would win over the names
        fonts.attrib.pop(qn(name), None)
    for name in _FONTS:
        fonts.set(qn(name), _CHINESE if name == "w:eastAsia" else _LATIN)


def add(paper: Paper, words: Iterable[Words], style: str | None = None) -> Paragraph:
    """Add a paragraph; what was said stands in it as it is, on one line."""
    paragraph = paper.add_paragraph(style=style)
    for each in words:
        run = paragraph.add_run(_shown(each.text))
        run.bold = each.is_strong or None
        if each.is_aside:
            run.font.color.rgb, run.font.size = _GREY, Pt(9)
    return paragraph


def add_table(
    paper: Paper, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]
) -> Table:
    """Add a table whose head is repeated on every page.

    Args:
        widths: of the columns, in centimetres.
    """
    filled = [head, *rows]
    table: Table = paper.add_table(rows=len(filled), cols=len(head), style=_TABLE)
    table.autofit = False
    _repeat(table)
    for row, cells in zip(table.rows, filled, strict=True):
        for cell, text, width in zip(row.cells, cells, widths, strict=True):
            cell.width, cell.text = Cm(width), flat(text)
    return table


def _repeat(table: Table) -> None:
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(head)  # python-docx has no word for it


def flat(text: str) -> str:
    """Return a text on one line, without what no XML can hold."""
    return " ".join(clean(text).split())


def _shown(text: str) -> str:
    """Keep the spaces around a few words: they stand between those of a paragraph."""
    kept = flat(text)
    return f"{' ' if text[:1] == ' ' else ''}{kept}{' ' if text[-1:] == ' ' and kept else ''}"


def as_bytes(paper: Paper) -> bytes:
    """Return the document's file."""
    file = BytesIO()
    paper.save(file)
    return file.getvalue()
