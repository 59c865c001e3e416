"""CoNLL-U: reading treebanks and writing sentences.

The format is described at universaldependencies.org/format.html. Nodes of enhanced graphs are left out.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from quotes.errors import InputError


@dataclass(slots=True)
class Row:
    """One line of CoNLL-U. ``id`` is "3", or "3-4" for the surface of a multi-word token; ``glued``: SpaceAfter=No."""

    id: str
    form: str
    lemma: str
    upos: str
    xpos: str
    feats: dict[str, str]
    head: int
    deprel: str
    glued: bool

    @property
    def is_word(self) -> bool:
        """Whether this is a syntactic word, not the surface of several."""
        return self.id.isdigit()

    def line(self) -> str:
        """The row as a line of CoNLL-U."""
        feats = "|".join(f"{k}={v}" for k, v in sorted(self.feats.items(), key=lambda p: p[0].lower())) or "_"
        misc = "SpaceAfter=No" if self.glued else "_"
        head = str(self.head) if self.is_word else "_"
        return "\t".join([self.id, self.form, self.lemma, self.upos, self.xpos, feats, head, self.deprel, "_", misc])


Tree = list[Row]


def read(path: Path) -> Iterator[Tree]:
    """The sentences of a CoNLL-U file, gzipped or not; a last one that no blank line ends is left out.

    Raises InputError with the line number for a line that is not CoNLL-U.
    """
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    tree: Tree = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line:
            if tree:
                yield tree
            tree = []
        elif not line.startswith("#"):
            tree += _row(line, path, number)


def _row(text: str, path: Path, number: int) -> list[Row]:
    cells = text.split("\t")
    if len(cells) != 10:
        raise InputError(f"{path}:{number}: {len(cells)} columns, expected the 10 of CoNLL-U")
    if "." in cells[0]:  # an empty node of the enhanced graph
        return []
    feats = {} if cells[5] == "_" else dict(pair.split("=", 1) for pair in cells[5].split("|"))
    head = int(cells[6]) if cells[6].isdigit() else -1
    glued = "SpaceAfter=No" in cells[9]
    return [Row(cells[0], cells[1], cells[2], cells[3], cells[4], feats, head, cells[7], glued)]


def is_tree(tree: Tree) -> bool:
    """Whether the words are numbered from 1 and form one tree with one root."""
    words = [row for row in tree if row.is_word]
    heads = [row.head for row in words]
    if [row.id for row in words] != [str(i) for i in range(1, len(words) + 1)] or heads.count(0) != 1:
        return False
    if not all(0 <= head <= len(words) for head in heads) or any(row.upos == "_" for row in words):
        return False
    for start in range(1, len(words) + 1):
        node, steps = start, 0
        while node:
            node, steps = heads[node - 1], steps + 1
            if steps > len(words):
                return False
    return True


def surface_of(tree: Tree) -> Tree:
    """The rows that stand in the text: a multi-word token instead of its words."""
    rows: Tree = []
    covered = 0
    for row in tree:
        if not row.is_word:
            covered = int(row.id.split("-")[1])
            rows.append(row)
        elif int(row.id) > covered:
            rows.append(row)
    return rows


def text_of(tree: Tree) -> str:
    """The sentence as it stands in the text."""
    return "".join(row.form + ("" if row.glued else " ") for row in surface_of(tree)).strip()


def write(trees: Iterable[Tree], path: Path) -> None:
    """Write sentences as CoNLL-U with their texts."""
    with path.open("w", encoding="utf-8") as out:
        for number, tree in enumerate(trees, 1):
            out.write(f"# sent_id = {number}\n# text = {text_of(tree)}\n")
            out.write("\n".join(row.line() for row in tree) + "\n\n")


def conllu(trees: Iterable[Tree]) -> str:
    """Sentences as CoNLL-U without comments."""
    return "".join("\n".join(row.line() for row in tree) + "\n\n" for tree in trees)
