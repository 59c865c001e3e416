"""Labels without models: every stretch in „…“ is a direct quotation of Eva Muster; settings show in the labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from quotes.document import Article, Document, Quotation, Role, Span, Speaker, Stance, quotation_id
from quotes.pipeline import Item, Result, Settings


class Labeller:
    """Stands in for ``quotes.engine.extract.run`` and keeps the ids of the articles that it worked on."""

    def __init__(self) -> None:
        self.worked: list[str] = []

    def __call__(self, items: Iterable[Item], settings: Settings, **_: Any) -> Iterator[Result]:
        """One document for each article."""
        for item in items:
            if isinstance(item, Article):
                self.worked.append(item.id)
                yield labelled(item, 0.9 if settings.detector == "learned" else 0.5)
            else:
                yield item

    def taken(self) -> list[str]:
        """What was worked on since this was last asked."""
        taken, self.worked = self.worked, []
        return taken


def labelled(article: Article, confidence: float) -> Document:
    """The article with its quotations."""
    spans = [Span(m.start(), m.end()) for m in re.finditer("„[^“]+“", article.text)]
    quotations = tuple(
        Quotation(
            id=quotation_id(article.id, [span], "direct"),
            type="direct",
            spans=(span,),
            speaker=Speaker((), "Eva Muster", False, Role("Ministerin", "SPD", "minister")),
            stance=Stance("intervention", "against", confidence),
            confidence=confidence,
        )
        for span in spans
    )
    return Document(article, quotations=quotations)
