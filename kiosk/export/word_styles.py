"""How the Word document looks: its styles, A4, German as its language, and nothing that says when it was written."""

from datetime import datetime, time

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from kiosk.export.paperwork import Paperwork
from kiosk.export.sentences import title

TABLE, CELL, NUMBER, FACT = "Clearingstelle", "Tabellentext", "Tabellenzahl", "Angabe"
"""The styles of our own; the others are Word's: Title, Subtitle, Heading 1, Heading 2, Normal."""
PETROL, QUIET = RGBColor(0x0A, 0x5A, 0x5E), RGBColor(0x42, 0x55, 0x52)
LOOKS = {
    "Normal": (11, None, 0, 8),
    "Title": (20, PETROL, 0, 2),
    "Subtitle": (12, QUIET, 0, 14),
    "Heading 1": (16, PETROL, 26, 6),
    "Heading 2": (13, PETROL, 20, 4),
    CELL: (10.5, None, 3, 3),
    NUMBER: (10.5, None, 3, 3),
    FACT: (10.5, None, 0, 2),
}
"""Size, colour, space before and after, in points."""
FONT = "Calibri"
LANGUAGE = "de-DE"
TEXT_WIDTH = Cm(16)

_TABLE_STYLE = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{TABLE}">
  <w:name w:val="{TABLE}"/><w:basedOn w:val="TableNormal"/><w:qFormat/>
  <w:tblPr>
    <w:tblBorders><w:insideH w:val="single" w:sz="4" w:space="0" w:color="C9D6D3"/></w:tblBorders>
    <w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar>
  </w:tblPr>
  <w:tblStylePr w:type="firstRow">
    <w:rPr><w:b/><w:color w:val="{PETROL}"/></w:rPr>
    <w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="12" w:space="0" w:color="{PETROL}"/></w:tcBorders></w:tcPr>
  </w:tblStylePr>
  <w:tblStylePr w:type="lastRow">
    <w:rPr><w:b/></w:rPr>
    <w:tcPr><w:tcBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{PETROL}"/></w:tcBorders></w:tcPr>
  </w:tblStylePr>
</w:style>"""


def new_document(paper: Paperwork) -> Document:
    """An empty document with our styles; its day is the paper's, so that the same paper gives the same file."""
    document = docx.Document()
    _set_properties(document, paper)
    _set_page(document)
    _set_language(document)
    for name, (size, color, before, after) in LOOKS.items():
        style = _style(document, name, size, color)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    _paragraph_style(document, NUMBER).paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    facts = _paragraph_style(document, FACT).paragraph_format
    facts.left_indent, facts.first_line_indent = Cm(3), Cm(-3)
    document.styles.element.append(parse_xml(_TABLE_STYLE))
    return document


def _set_properties(document: Document, paper: Paperwork) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title(paper), paper.office, paper.office
    properties.comments, properties.language = "", LANGUAGE
    properties.created = properties.modified = datetime.combine(paper.as_of, time.min)
    # The library's empty document brings a picture of itself.
    links = document.part.package.rels if document.part.package else {}
    for key in [key for key, link in links.items() if link.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del links[key]


def _set_page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)


def _set_language(document: Document) -> None:
    """German for the spelling check, and one font by name, for that of the empty document's theme differs."""
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), LANGUAGE)
    for element in document.settings.element.iter(qn("w:themeFontLang")):
        element.set(qn("w:val"), LANGUAGE)


def _style(document: Document, name: str, size: float, color: RGBColor | None) -> ParagraphStyle:
    """The paragraph style of this name without what the theme gives it; made where Word has none."""
    if name not in document.styles:
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style = _paragraph_style(document, name)
    for path in ("w:rPr/w:rFonts", "w:rPr/w:spacing", "w:pPr/w:pBdr", "w:pPr/w:numPr"):
        for element in style.element.xpath(path):
            element.getparent().remove(element)
    style.font.name, style.font.size, style.font.italic, style.font.color.rgb = FONT, Pt(size), False, color
    return style


def _paragraph_style(document: Document, name: str) -> ParagraphStyle:
    style = document.styles[name]
    if not isinstance(style, ParagraphStyle):
        raise TypeError(name)
    return style
