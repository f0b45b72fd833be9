"""A table as bars in a Word document: a chart of its own, drawn by the program that opens it."""

from xml.sax.saxutils import escape

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Cm, Length

from kiosk.domain.table import Table

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
CHART = f"{DRAWING}/chart"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PLACE = f"{DRAWING.removesuffix('2006')}2006/wordprocessingDrawing"
COLOUR, INK, SIZE = "1F5C99", "222222", 900
"""The bars' blue has 6.8:1 on white; the size of letters is in hundredths of a point."""
ROW, AROUND = Cm(0.46), Cm(0.6)


def add(document: Document, table: Table, width: Length, said: str) -> None:
    """Draw the rows of a table as bars, each with its number; `said` tells the same to who does not see it."""
    name = PackURI("/word/charts/chart1.xml")
    part = Part(
        name,
        CONTENT_TYPE,
        _chart(table, document.styles["Normal"].font.name or "sans-serif").encode(),
        document.part.package,
    )
    number = document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    height = ROW * len(table.rows) + AROUND
    drawing = parse_xml(
        f'<w:drawing xmlns:w="{WORD}" xmlns:wp="{PLACE}" xmlns:a="{DRAWING}/main" xmlns:r="{DOCUMENT}">'
        f'<wp:inline><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="1" name="Bild 1" descr="{escape(said, {chr(34): "&quot;"})}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{CHART}"><c:chart xmlns:c="{CHART}" r:id="{number}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
    document.add_paragraph().add_run()._r.append(drawing)


def _chart(table: Table, font: str) -> str:
    """Return the chart; its axes have no line and no scale: each bar says its number."""
    labels = "".join(
        f'<c:pt idx="{place}"><c:v>{escape(row.label)}</c:v></c:pt>' for place, row in enumerate(table.rows)
    )
    counts = "".join(f'<c:pt idx="{place}"><c:v>{row.count}</c:v></c:pt>' for place, row in enumerate(table.rows))
    many = f'<c:ptCount val="{len(table.rows)}"/>'
    letters = (
        f'<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz="{SIZE}">{_fill(INK)}<a:latin typeface="{font}"/>'
        '</a:defRPr></a:pPr><a:endParaRPr lang="de-DE"/></a:p></c:txPr>'
    )
    no_line = "<c:spPr><a:ln><a:noFill/></a:ln></c:spPr>"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace xmlns:c="{CHART}" xmlns:a="{DRAWING}/main"><c:lang val="de-DE"/><c:roundedCorners val="0"/>'
        '<c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        '<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>'
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:spPr>{_fill(COLOUR)}</c:spPr><c:invertIfNegative val="0"/>'
        f'<c:dLbls>{letters}<c:dLblPos val="outEnd"/><c:showLegendKey val="0"/><c:showVal val="1"/>'
        '<c:showCatName val="0"/><c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
        f"<c:cat><c:strLit>{many}{labels}</c:strLit></c:cat>"
        f"<c:val><c:numLit><c:formatCode>#,##0</c:formatCode>{many}{counts}</c:numLit></c:val></c:ser>"
        '<c:gapWidth val="45"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="l"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'{no_line}{letters}<c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling>'
        '<c:delete val="1"/><c:axPos val="t"/><c:crossAx val="1"/><c:crosses val="autoZero"/></c:valAx>'
        '</c:plotArea><c:plotVisOnly val="1"/></c:chart><c:spPr><a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>'
    )


def _fill(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
