"""Which articles of a run need work: those that the dataset lacks, or holds otherwise; all others are left alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from quotes.dataset import shards
from quotes.dataset.collect import ERRORS
from quotes.dataset.groups import is_as_read
from quotes.dataset.manifest import check_schema, has_other_schema
from quotes.dataset.recipe import Recipe
from quotes.dataset.rows import article_of, dataset_id, document_row
from quotes.dataset.state import Entry, Held
from quotes.document import Article, Document
from quotes.errors import DocumentError

Reading = Article | Document | DocumentError

#: A flag of quotations that a later run may label, when the service that failed is there again.
UNFINISHED = "stance_failed"


class Plan:
    """What to work on to bring a dataset up to its inputs, and to label documents ``again`` that it holds.

    Raises DatasetError where the dataset's rows are of an older schema and some would stay so.
    """

    def __init__(self, held: Held, again: Iterable[str] = ()) -> None:
        self._entries = held.state.entries
        self._again = frozenset(again)
        check_schema(held.parent, held.folder, relabel=self._entries.keys() <= self._again)
        path = held.folder / ERRORS
        self._failed = {row["doc_id"] for row in shards.read_file(path)} if path.is_file() else set()
        self.left_alone = 0

    def select(self, readings: Iterable[Reading]) -> Iterator[Reading]:
        """The articles to work on, and all failures: of the inputs, then those of the dataset that are to be labelled
        anew and that the inputs lack. Of documents, which are worked on already, those that would have to be.
        """
        seen = set()
        for reading in readings:
            article = reading.article if isinstance(reading, Document) else reading
            if isinstance(article, Article):
                id_ = dataset_id(article.id)
                seen.add(id_)
                if not self._needs_work(article, id_):
                    self.left_alone += 1
                    continue
            yield reading
        for id_ in sorted(self._again - seen):
            yield article_of(json.loads(self._entries[id_].document))

    def _needs_work(self, article: Article, id_: str) -> bool:
        entry = self._entries.get(id_)
        if entry is None or id_ in self._again or id_ in self._failed or _is_unfinished(entry):
            return True
        return not is_as_read(json.loads(entry.document), document_row(article))


def outdated(held: Held, recipe: Recipe) -> set[str]:
    """The documents of a dataset whose labels are of another recipe, or of another schema."""
    return set(held.state.entries if has_other_schema(held.parent) else held.labelled.others(recipe.as_dict()))


def _is_unfinished(entry: Entry) -> bool:
    return any(UNFINISHED in line and UNFINISHED in json.loads(line)["flags"] for line in entry.quotations)
