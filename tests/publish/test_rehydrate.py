"""Without text and back: no word of the article goes along, and the same articles give the same bytes."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import pytest

from quotes.dataset.check import check
from quotes.dataset.layout import AS_IT_IS, Layout
from quotes.dataset.replace import NOT_PUBLISHED
from quotes.errors import DatasetError, InputError
from quotes.publish.offsets import export_offsets, is_offsets
from quotes.publish.rehydrate import rehydrate
from tests.dataset.test_build import state
from tests.publish.examples import TEASER, TEXTS, articles, dataset

SPLIT = Layout(splits=(("train", 0.5), ("test", 0.5)), compress=True)


@pytest.mark.parametrize("layout", [AS_IT_IS, SPLIT], ids=["plain", "split and packed"])
def test_round_trip(tmp_path: Path, layout: Layout) -> None:
    """Build, export, rehydrate: equal byte for byte in all that is handed on; also from articles under other names."""
    inputs = articles(tmp_path / "in")
    made = dataset(tmp_path / "d", inputs, layout)
    export_offsets(made, tmp_path / "off")
    done = rehydrate(tmp_path / "off", [str(inputs)], tmp_path / "again")
    assert (done.documents, done.absent, done.identical) == (3, (), True)
    assert state(tmp_path / "again") == {name: data for name, data in state(made).items() if name not in NOT_PUBLISHED}


def test_no_text_goes_along(tmp_path: Path) -> None:
    """Neither texts, quotations and mentions nor long values of other columns; short ones, spans and hashes do."""
    made = dataset(tmp_path / "d", articles(tmp_path / "in"))
    export_offsets(made, tmp_path / "off")
    everything = b"".join(state(tmp_path / "off").values()).decode()
    for words in ("Montag", "Krieg", "Museum", "Bremen", TEASER[:20], "😀"):
        assert words not in everything
    row = json.loads((tmp_path / "off/data/documents/part-00000.jsonl").read_text().splitlines()[0])
    assert row["url"] == "https://example.org/a"
    assert json.loads(row["provenance"]) == {"published_as_given": "2020-01", "section": "Politik"}
    assert is_offsets(tmp_path / "off")
    assert not is_offsets(made)


def test_the_export_loads_typed(tmp_path: Path, hf_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``datasets`` loads spans and labels."""
    import datasets

    monkeypatch.setattr("datasets.config.HF_HUB_OFFLINE", True)
    export_offsets(dataset(tmp_path / "offsets test", articles(tmp_path / "in"), SPLIT), tmp_path / "off")
    found = datasets.load_dataset(str(tmp_path / "off"), cache_dir=str(hf_cache))
    rows = [row for split in found.values() for row in split]
    assert len(rows) == 3
    assert "text" not in rows[0]
    assert next(iter(found.values())).features["type"].names[0] == "direct"


def test_missing_and_different_texts_are_told_apart(tmp_path: Path) -> None:
    """What is there becomes a valid dataset of its own; the rest is listed with the reason."""
    inputs = articles(tmp_path / "in")
    export_offsets(dataset(tmp_path / "d", inputs), tmp_path / "off")
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "some name.txt").write_text(TEXTS["a"], encoding="utf-8")
    (mine / "b").mkdir()
    rows = [{"id": "other", "url": "https://example.org/b", "text": TEXTS["b"] + " Nachtrag."}]
    (mine / "b" / "b.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    done = rehydrate(tmp_path / "off", [str(mine)], tmp_path / "part")
    assert not done.identical
    assert [(a.doc_id, a.reason) for a in done.absent] == [("b", "different"), ("ü c", "missing")]
    listed = [json.loads(line) for line in (tmp_path / "part" / "missing.jsonl").read_text().splitlines()]
    assert listed[0]["sha256"] != listed[0]["found"]
    assert listed[1]["url"] == "https://example.org/ü c"
    report = check(tmp_path / "part")
    assert report.valid, report.problems
    assert report.rows == {"documents": 1, "quotations": 2, "speakers": 1}
    assert "(1 of 3 documents)" in (tmp_path / "part" / "README.md").read_text()


def test_other_provenance_is_no_lie(tmp_path: Path) -> None:
    """All texts, but from articles that say less: complete and valid, though not the same bytes."""
    export_offsets(dataset(tmp_path / "d", articles(tmp_path / "in")), tmp_path / "off")
    mine = tmp_path / "mine"
    mine.mkdir()
    for i, text in enumerate(TEXTS.values()):
        (mine / f"{i}.txt").write_text(text, encoding="utf-8")
    done = rehydrate(tmp_path / "off", [str(mine)], tmp_path / "again")
    assert (done.documents, done.absent, done.identical) == (3, (), False)
    assert check(tmp_path / "again").valid


def test_bad_input_writes_nothing(tmp_path: Path) -> None:
    """No export, a changed one, no text at all, a folder that is in use: a message, and no folder."""
    inputs = articles(tmp_path / "in")
    made = dataset(tmp_path / "d", inputs)
    off = tmp_path / "off"
    export_offsets(made, off)
    out = tmp_path / "out"
    with pytest.raises(InputError, match="expected a folder that quotes export --offsets-only has written"):
        rehydrate(made, [str(inputs)], out)
    with pytest.raises(InputError, match="is there already"):
        rehydrate(off, [str(inputs)], made)
    with pytest.raises(InputError, match="is there already"):
        export_offsets(made, off)
    other = tmp_path / "other"
    other.mkdir()
    (other / "x.txt").write_text("Etwas ganz anderes, das hier niemand kennt.")
    with pytest.raises(InputError, match=r"none has the text of one of the 3 documents.*a is missing"):
        rehydrate(off, [str(other)], out)
    changed = off / "data" / "quotations" / "part-00000.jsonl"
    changed.write_text(changed.read_text().replace("direct", "indirect", 1))
    with pytest.raises(DatasetError, match="was changed after it was built"):
        rehydrate(off, [str(inputs)], out)
    (made / "data" / "documents" / "part-00000.jsonl").write_bytes(gzip.compress(b""))
    with pytest.raises(DatasetError, match="was changed after it was built"):
        export_offsets(made, out)
    shutil.rmtree(made)
    with pytest.raises(DatasetError, match="got no dataset there"):
        export_offsets(made, out)
    assert not out.exists()
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".out")]
