"""Gold texts through a pipeline, or rows beside them, to scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from quotes.document import Document, Quotation, Speaker
from quotes.engine.gold import Gold, GoldText
from quotes.engine.progress import watched
from quotes.engine.rows import Predicted
from quotes.errors import DocumentError
from quotes.evaluate.matching import Compared, compare, given
from quotes.evaluate.perturb import CHANGES, perturb
from quotes.evaluate.report import PROBABILITIES, Evaluation, Robust, Wanted, robust, score, score_given
from quotes.pipeline import Pipeline, Result


def evaluate(gold: Gold, pipeline: Pipeline, wanted: Wanted | None = None) -> Evaluation:
    """Read the gold's texts with ``pipeline`` and score what it finds."""
    wanted = wanted or Wanted()
    items, failures = _read(gold.texts, pipeline)
    scored = score(items, wanted, parts=gold.parts, fields=gold.fields)
    table = tuple(_robustness(gold, items, pipeline)) if wanted.robustness else None
    return replace(scored, failures=failures, robustness=table)


def evaluate_rows(gold: Gold, predicted: Predicted, wanted: Wanted | None = None) -> Evaluation:
    """Score rows. A field that they have no column for is not scored; a part (cue, mention ...) counts as missed."""
    items = []
    for text in gold.texts:
        quotations = predicted.documents.get(text.document.article.id, ())
        items.append(compare(text.document, replace(text.document, quotations=quotations), text.tokens))
    fields = tuple(field for field in gold.fields if field in predicted.columns)
    probabilities = predicted.columns & set(PROBABILITIES)
    return score(items, wanted or Wanted(), parts=gold.parts, fields=fields, probabilities=probabilities)


def evaluate_given(gold: Gold, pipeline: Pipeline, wanted: Wanted | None = None) -> Evaluation:
    """Give the gold's quotations (type, spans, cue, frame, addressee, speaker mention) to the stages after detection,
    and score what these say: names, roles, stances.
    """
    found, failures = _gathered(pipeline.label(_bare(text.document) for text in gold.texts), gold.texts)
    items = [given(text.document, f, text.tokens) for text, f in zip(gold.texts, found, strict=True)]
    return replace(score_given(items, wanted or Wanted(), parts=gold.parts, fields=gold.fields), failures=failures)


def _bare(document: Document) -> Document:
    """The document with what detection and attribution say of its quotations, and nothing more."""
    return replace(document, quotations=tuple(_unlabelled(q) for q in document.quotations))


def _unlabelled(quotation: Quotation) -> Quotation:
    mention = quotation.speaker.mention if quotation.speaker else ()
    return replace(quotation, speaker=Speaker(mention) if mention else None, stance=None, flags=(), notes=())


def _read(texts: Sequence[GoldText], pipeline: Pipeline) -> tuple[list[Compared], tuple[str, ...]]:
    found, failures = _gathered(pipeline.run(text.document.article for text in texts), texts)
    return [compare(text.document, f, text.tokens) for text, f in zip(texts, found, strict=True)], failures


def _gathered(results: Iterable[Result], texts: Sequence[GoldText]) -> tuple[list[Document], tuple[str, ...]]:
    """The documents, without quotations where one failed, and the failures; progress on standard error."""
    documents: list[Document] = []
    failures: list[str] = []
    for result, text in zip(watched(results), texts, strict=True):
        if isinstance(result, DocumentError):
            failures.append(str(result))
        documents.append(result if isinstance(result, Document) else Document(text.document.article))
    return documents, tuple(failures)


def _robustness(gold: Gold, printed: Sequence[Compared], pipeline: Pipeline) -> Iterator[Robust]:
    """The scores on the texts as printed, then on each change of them."""
    yield robust("as printed", 0, printed, gold.parts)
    for name, change in CHANGES.items():
        texts = [GoldText(*perturb(text.document, text.tokens, change)) for text in gold.texts]
        changed = sum(new.document.text != old.document.text for new, old in zip(texts, gold.texts, strict=True))
        items, _ = _read(texts, pipeline)
        yield robust(name, changed, items, gold.parts)
