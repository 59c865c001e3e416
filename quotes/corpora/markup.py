"""Articles from markup: web pages through trafilatura, TEI through the standard library."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree
from xml.parsers import expat

from quotes.errors import InputError

Record = dict[str, object]

TEI = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
#: Elements of a TEI body that are a paragraph of their own, and those whose words are not the article's.
PARAGRAPHS = frozenset({"p", "head", "ab", "l", "item", "speaker", "u", "cell", "opener", "closer", "byline"})
SKIPPED = frozenset({"note", "fw", "teiHeader", "figDesc"})


def html_record(page: str) -> Record:
    """The article of a web page, with what its head says about it.

    Raises InputError where trafilatura is not installed, or finds no article.
    """
    try:
        import trafilatura
    except ImportError as error:
        raise InputError(
            f"got a web page, and the package trafilatura that reads it cannot be imported ({error}); "
            "install it with: pip install 'quotes-dataset-builder[html]'"
        ) from error
    found = trafilatura.bare_extraction(page, with_metadata=True, include_comments=False, include_tables=False)
    if found is None or not found.text:
        raise InputError("got a page without an article, expected running text; save its text as .txt instead")
    text = "\n\n".join(line for line in found.text.split("\n") if line.strip())
    return {
        "text": text,
        "title": found.title,
        "url": found.url,
        "source": found.sitename,
        "published": found.date,
        "licence": found.license,
        "author": found.author,
    }


def tei_records(data: bytes) -> Iterator[Record]:
    """One record for each TEI element: the paragraphs of its body, and what its header says.

    Raises InputError for what is no XML or no TEI, and for a document type with entities of its own (an entity can
    unfold to gigabytes).
    """
    _refuse_entities(data)
    try:
        root = ElementTree.fromstring(data)  # noqa: S314 - entities are refused above; expat loads nothing external
    except ElementTree.ParseError as error:
        raise InputError(f"got broken XML ({error}), expected TEI; correct the file") from error
    texts = list(root.iter(f"{TEI}TEI")) or list(root.iter("TEI"))
    if not texts:
        name = root.tag.rpartition("}")[2]
        raise InputError(
            f"got XML with the root element <{name}>, expected TEI or teiCorpus; convert it to TEI or .txt"
        )
    for element in texts:
        yield _tei_record(element)


def _refuse_entities(data: bytes) -> None:
    def refuse(*_: object) -> None:
        raise InputError("got XML that defines entities of its own, expected plain TEI; resolve the entities first")

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise InputError(f"got broken XML ({error}), expected TEI; correct the file") from error


def _tei_record(element: ElementTree.Element) -> Record:
    space = TEI if element.tag.startswith("{") else ""
    header = element.find(f"{space}teiHeader")
    body = element.find(f"{space}text/{space}body")
    paragraphs = _paragraphs(body) if body is not None else []
    record: Record = {"id": element.get(XML_ID), "text": "\n\n".join(paragraphs)}
    if header is not None:
        record.update(_header(header, space))
    return record


def _paragraphs(element: ElementTree.Element) -> list[str]:
    name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "note"
    if name in SKIPPED:
        return []
    if name in PARAGRAPHS:
        words = " ".join("".join(_words(element)).split())
        return [words] if words else []
    found = []
    for child in element:
        found += _paragraphs(child)
    return found


def _words(element: ElementTree.Element) -> Iterator[str]:
    name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else "note"
    if name in SKIPPED:
        return
    yield element.text or ""
    if name in {"lb", "pb"}:
        yield " "
    for child in element:
        yield from _words(child)
        yield child.tail or ""


def _header(header: ElementTree.Element, space: str) -> Record:
    def first(*paths: str) -> ElementTree.Element | None:
        for path in paths:
            found = header.find(".//" + "/".join(space + step for step in path.split("/")))
            if found is not None:
                return found
        return None

    def words(element: ElementTree.Element | None) -> str | None:
        return (" ".join("".join(element.itertext()).split()) or None) if element is not None else None

    date = first("sourceDesc/bibl/date", "creation/date", "publicationStmt/date", "date")
    licence = first("availability/licence", "availability/license")
    url = first("idno", "ptr")
    reference = (words(url) or url.get("target") or "") if url is not None else ""
    return {
        "title": words(first("titleStmt/title", "title")),
        "source": words(first("sourceDesc/bibl/publisher", "publicationStmt/publisher", "publisher")),
        "published": (date.get("when") or words(date)) if date is not None else None,
        "licence": (words(licence) or licence.get("target")) if licence is not None else None,
        "url": reference if reference.startswith("http") else None,
    }
