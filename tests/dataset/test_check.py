"""Every way in which a dataset folder can be wrong is found, with file, line and field."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quotes.dataset import build
from quotes.dataset.check import check
from quotes.errors import DatasetError
from tests.dataset.examples import RECIPE, document, silent

QUOTATIONS = "data/quotations/part-00000.jsonl"
DOCUMENTS = "data/documents/part-00000.jsonl"
SPEAKERS = "data/speakers/part-00000.jsonl"
Damage = Callable[[Path], None]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of two versions, with nothing wrong."""
    pytest.importorskip("datasets")
    folder = tmp_path_factory.mktemp("whole") / "Müll von gestern"
    build([document(), silent()], folder, RECIPE)
    build([document("c.txt")], folder, RECIPE)
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy to damage."""
    monkeypatch.setattr("datasets.config.HF_HUB_OFFLINE", True)
    return Path(shutil.copytree(whole, tmp_path / "Müll von gestern"))


def row(file: str, line: int, **change: Any) -> Damage:
    """Another value in columns of a row."""

    def damage(folder: Path) -> None:
        lines = (folder / file).read_text(encoding="utf-8").splitlines()
        lines[line - 1] = json.dumps({**json.loads(lines[line - 1]), **change}, ensure_ascii=False)
        (folder / file).write_text("\n".join(lines) + "\n", encoding="utf-8")

    return damage


def raw(file: str, change: Callable[[bytes], bytes]) -> Damage:
    def damage(folder: Path) -> None:
        (folder / file).write_bytes(change((folder / file).read_bytes()))

    return damage


def text(file: str, old: str, new: str) -> Damage:
    def damage(folder: Path) -> None:
        content = (folder / file).read_text(encoding="utf-8")
        assert old in content
        (folder / file).write_text(content.replace(old, new), encoding="utf-8")

    return damage


CASES: dict[str, tuple[Damage, tuple[str, int | None, str | None, str]]] = {
    "cut off": (raw(QUOTATIONS, lambda b: b[:-30]), (QUOTATIONS, 4, None, "a last line that is cut off")),
    "no JSON": (raw(QUOTATIONS, lambda b: b"{]\n" + b), (QUOTATIONS, 1, None, "a line that is no JSON")),
    "no object": (raw(QUOTATIONS, lambda b: b + b"[1]\n"), (QUOTATIONS, 5, None, "no object ([1])")),
    "empty line": (raw(SPEAKERS, lambda b: b + b"\n"), (SPEAKERS, 2, None, "no JSON")),
    "not UTF-8": (raw(DOCUMENTS, lambda b: b.replace(b"Montag", b"\xff")), (DOCUMENTS, 1, None, "not UTF-8")),
    "half a pair": (raw(DOCUMENTS, lambda b: b.replace(b"Montag", rb"\ud83d")), (DOCUMENTS, 1, None, "surrogate")),
    "unknown column": (row(QUOTATIONS, 2, mood="bad"), (QUOTATIONS, 2, "row", "'mood' was unexpected")),
    "unknown label": (row(QUOTATIONS, 2, stance="for"), (QUOTATIONS, 2, "stance", "'for' is not one of")),
    "wrong type": (row(DOCUMENTS, 1, title=5), (DOCUMENTS, 1, "title", "5 is not of type")),
    "offsets outside": (
        row(QUOTATIONS, 1, spans=[{"start": 0, "end": 999}]),
        (QUOTATIONS, 1, "spans.0", "[0, 999) is no stretch of a text of 89 code points"),
    ),
    "text is not that of the spans": (
        row(QUOTATIONS, 1, text="Ja"),
        (QUOTATIONS, 1, "text", "is 'Ja', but spans holds"),
    ),
    "id twice": (raw(QUOTATIONS, lambda b: b + b.split(b"\n")[0] + b"\n"), (QUOTATIONS, 5, "id", "stands twice")),
    "document twice": (raw(DOCUMENTS, lambda b: b + b.split(b"\n")[0] + b"\n"), (DOCUMENTS, 4, "id", "stands twice")),
    "speaker twice": (raw(SPEAKERS, lambda b: b + b), (SPEAKERS, 2, "id", "stands twice")),
    "unstable id": (row(QUOTATIONS, 1, id="q-" + "0" * 16), (QUOTATIONS, 1, "id", "document, spans and type make q-")),
    "parent nowhere": (
        row(QUOTATIONS, 1, parent_id="q-" + "0" * 16),
        (QUOTATIONS, 1, "parent_id", "is no other quotation of the document 'a.txt'"),
    ),
    "document nowhere": (row(QUOTATIONS, 1, doc_id="z"), (QUOTATIONS, 1, "doc_id", "'z' is no document")),
    "text changed": (row(DOCUMENTS, 1, text="Es regnet."), (DOCUMENTS, 1, "sha256", "is not that of the text")),
    "speaker nowhere": (row(QUOTATIONS, 1, speaker_id="x"), (QUOTATIONS, 1, "speaker_id", "x is no speaker")),
    "miscounted": (row(SPEAKERS, 1, favor=3), (SPEAKERS, 1, "favor", "is 3, expected 0")),
    "edited by hand": (row(DOCUMENTS, 1, title="Neu"), (DOCUMENTS, None, None, "its hash is not the manifest's")),
    "file gone": (lambda f: (f / SPEAKERS).unlink(), (SPEAKERS, None, None, "is missing")),
    "file more": (
        lambda f: (f / "data/quotations/x.jsonl").write_text(""),
        ("data/quotations/x.jsonl", None, None, "is not in the manifest"),
    ),
    "table of aliases put in": (
        lambda f: (f / "aliases.tsv").write_text("name\tid\n"),
        ("aliases.tsv", None, None, "is not the table"),
    ),
    "miscounted manifest": (
        text("manifest.json", '"quotations": 4', '"quotations": 5'),
        ("manifest.json", None, "counts.quotations", "is 5, but there are 4 rows"),
    ),
    "broken manifest": (raw("manifest.json", lambda b: b[:90]), ("manifest.json", None, None, "no manifest")),
    "another major": (
        text("manifest.json", "document.v1", "document.v2"),
        ("manifest.json", None, "schema.documents", "got document.v2, expected document.v1"),
    ),
    "no card": (lambda f: (f / "README.md").unlink(), ("README.md", None, None, "no card")),
    "no front matter": (text("README.md", "---\n", ""), ("README.md", None, None, "without front matter")),
    "no YAML": (text("README.md", "configs:", "configs: ]:"), ("README.md", None, None, "no YAML")),
    "config not declared": (
        text("README.md", "config_name: speakers", "config_name: people"),
        ("README.md", None, "configs", "declares no config 'speakers'"),
    ),
    "another type declared": (
        text("README.md", "- name: text\n    dtype: string", "- name: text\n    dtype: int64"),
        ("README.md", None, "dataset_info.quotations.features.text", "expected Value('string')"),
    ),
    "column not declared": (
        text("README.md", "  - name: doc_id\n    dtype: string\n", ""),
        ("README.md", None, "dataset_info.quotations.features", "lacks doc_id"),
    ),
    "no hash against the cache": (
        raw("README.md", lambda b: re.sub(rb"quotations, sha256 \w+", b"quotations", b)),
        ("README.md", None, "configs.quotations.description", "does not hold the hash of the rows"),
    ),
    "card edited": (
        text("README.md", "## Limits", "## Grenzen"),
        ("README.md", None, None, "edited outside the blocks"),
    ),
    "earlier version edited": (
        row(f"versions/1.0.0/{DOCUMENTS}", 1, title="Neu"),
        ("versions/1.0.0", None, None, "was changed after it was built"),
    ),
    "earlier version without manifest": (
        lambda f: (f / "versions/1.0.0/manifest.json").unlink(),
        ("versions/1.0.0/manifest.json", None, None, "no manifest"),
    ),
    "earlier version under another number": (
        lambda f: (f / "versions/1.0.0").rename(f / "versions/1.0.9"),
        ("versions/1.0.9/manifest.json", None, "version", "is 1.0.0, expected 1.0.9"),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_wrong_is_found(folder: Path, name: str) -> None:
    """One damage each; the file, line and field are those of the damage."""
    damage, (file, line, field, message) = CASES[name]
    damage(folder)
    found = check(folder, load=False).problems
    assert any((p.file, p.line, p.field) == (file, line, field) and message in p.message for p in found), found


def test_a_whole_dataset_is_valid(folder: Path) -> None:
    """With each config loaded, and each version by itself."""
    report = check(folder)
    assert (report.problems, report.unchecked, report.version) == ((), (), "1.1.0")
    assert report.rows == {"documents": 3, "speakers": 1, "quotations": 4}
    assert check(folder / "versions" / "1.0.0").problems == ()


def test_all_errors_are_listed(folder: Path) -> None:
    """Not only the first one of a file or row."""
    row(QUOTATIONS, 1, stance="for", type="said", mood="bad")(folder)
    row(QUOTATIONS, 3, text="Ja", cue="x")(folder)
    found = {(p.line, p.field) for p in check(folder, load=False).problems if p.file == QUOTATIONS}
    assert {(1, "stance"), (1, "type"), (1, "row"), (3, "text"), (3, "cue")} <= found


def test_what_datasets_cannot_load_is_found(folder: Path) -> None:
    """A label that is not declared, whatever else says so."""
    row(QUOTATIONS, 1, stance="for")(folder)
    assert any("datasets cannot load the config 'quotations'" in p.message for p in check(folder).problems)


def foreign(folder: Path, *, packed: bool = False) -> None:
    """The same rows as another tool might leave them: no manifest, other names, a card of its own."""
    for config in ("quotations", "documents"):
        data = (folder / "data" / config / "part-00000.jsonl").read_bytes()
        (folder / f"{config[0]}-train.jsonl{'.gz' if packed else ''}").write_bytes(
            gzip.compress(data) if packed else data
        )
    for name in ("data", "versions"):
        shutil.rmtree(folder / name)
    for name in ("manifest.json", "CHANGELOG.md"):
        (folder / name).unlink()
    configs = "".join(f"- config_name: {c}\n  data_files: {c[0]}-*.jsonl*\n" for c in ("quotations", "documents"))
    card = (folder / "README.md").read_text(encoding="utf-8")
    info = card[card.index("dataset_info:") : card.index("- config_name: speakers\n  features")]
    (folder / "README.md").write_text(f"---\nlicense: mit\nconfigs:\n{configs}{info}---\n\nOurs.\n", encoding="utf-8")


@pytest.mark.parametrize("packed", [False, True])
def test_a_folder_of_another_tool(folder: Path, packed: bool) -> None:
    """Its rows are checked as ours are; what its lack of a manifest leaves open is said."""
    foreign(folder, packed=packed)
    report = check(folder)
    assert report.problems == ()
    assert report.rows == {"documents": 3, "quotations": 4}
    assert ["manifest" in report.unchecked[0], "speakers" in report.unchecked[1]] == [True, True]
    if packed:
        path = folder / "q-train.jsonl.gz"
        path.write_bytes(path.read_bytes()[:-40])
        assert any("cut off or broken" in p.message for p in check(folder, load=False).problems)
    else:
        row("q-train.jsonl", 2, text="Ja")(folder)
        [problem] = check(folder).problems
        assert str(problem) == "q-train.jsonl:2: text: is 'Ja', but spans holds 'Nein'"


def test_no_documents_leaves_the_spans_unchecked(folder: Path) -> None:
    """Said, not passed over."""
    foreign(folder)
    (folder / "d-train.jsonl").unlink()
    assert any("spans against texts" in what for what in check(folder, load=False).unchecked)


def test_no_dataset(tmp_path: Path) -> None:
    """Nothing there, a file, a folder without rows."""
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "nowhere", tmp_path / "file", tmp_path):
        with pytest.raises(DatasetError, match="expected"):
            check(path)
