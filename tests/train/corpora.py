"""Corpora of a few sentences, written in their published forms."""

import gzip
import json
import lzma
from pathlib import Path
from typing import Any

SPEAKERS = ("Der Minister", "Die Ministerin", "Anna Kern", "Ein Sprecher")
TEXT = "{0} sagte am Montag: „Wir gehen nicht nach Hause.“ Die Lage sei ernst. Es war ruhig."


def wikinews_document(name: str, speaker: str) -> dict[str, Any]:
    """A document with a direct quotation and one that goes on in the Konjunktiv."""
    text = TEXT.format(speaker)
    words: list[tuple[str, int]] = []
    position = 0
    raw = text.replace("„", "„ ").replace("“", " “").replace(":", " :").replace(".", " .")
    for word in raw.split():
        position = text.index(word, position)
        words.append((word, position))
        position += len(word)
    ends = [i + 1 for i, (w, _) in enumerate(words) if w == "“" or (w == "." and words[i - 1][0] in ("ernst", "ruhig"))]
    sentences = [
        {
            "id": k,
            "begin": b,
            "end": e,
            "charBegin": words[b][1],
            "charEnd": words[e - 1][1] + 1,
            "tokens": [w for w, _ in words[b:e]],
            "tokenIds": list(range(b, e)),
        }
        for k, (b, e) in enumerate(zip([0, *ends[:-1]], ends, strict=True))
    ]
    opening = next(i for i, (w, _) in enumerate(words) if w == "„")
    n = len(speaker.split())
    parts = {"speaker": range(n), "cue": [n], "frame": range(opening), "addressee": []}
    annotations = [
        annotation(0, "Direct", range(opening, ends[0]), **parts),
        annotation(1, "IndirectFreeIndirect", range(ends[0], ends[1]), speaker=range(n)),
    ]
    return {"documentName": name, "originalText": text, "sentences": sentences, "annotations": annotations}


def annotation(number: int, kind: str, quote: Any, **roles: Any) -> dict[str, Any]:
    parts = {role: {"tokenIds": list(ids)} for role, ids in roles.items()}
    return {
        "id": number,
        "type": kind,
        "medium": "Speech",
        "isNested": False,
        "quote": {"tokenIds": list(quote)},
        **parts,
    }


LITERATURE = """# file = rwk_1
tok\tnormtok\tlemma\tpos\trfpos\tsentstart\tstwr\tframe\tspeaker\tintexpr\tnote
»\t\t\t\t\tyes\tdirect.speech.1\t-\t-\t-\t-
Ja\t\t\t\t\tno\tdirect.speech.1|indirect freeIndirect.thought.2.nonfact\t-\t-\t-\t-
«\t\t\t\t\tno\tdirect.speech.1\t-\t-\t-\t-
rief\t\t\t\t\tno\t-\tframe.1\t-\tintexpr.1\t-
er\t\t\t\t\tno\t-\tframe.1\tspeaker.1\t-\t-
.\t\t\t\t\tno\t-\t-\t-\t-\t-
Stille\t\t\t\t\tyes\treported.speech writing.3\t-\t-\t-\t-
"""
TREEBANK = """# text = Er ging ins Haus.
1\tEr\ter\tPRON\tPPER\tCase=Nom\t2\tnsubj\t_\t_
2\tging\tgehen\tVERB\tVVFIN\tMood=Ind|VerbForm=Fin\t0\troot\t_\t_
3-4\tins\t_\t_\t_\t_\t_\t_\t_\t_
3\tin\tin\tADP\tAPPR\t_\t5\tcase\t_\t_
4\tdas\tder\tDET\tART\tCase=Acc\t5\tdet\t_\t_
5\tHaus\tHaus\tNOUN\tNN\tCase=Acc\t2\tobl:arg\t_\t_
6\t"\t"\tPUNCT\t$.\t_\t2\tpunct\t_\t_

"""


def write(folder: Path, documents: int = 24) -> Path:
    """A data folder with a little of everything that the recipe reads."""
    for name in ("wikinews-quotations", "redewiedergabe", "ud-german", "raw-german", "news-10kgnad"):
        (folder / name).mkdir(parents=True)
    for part, count in (("train", documents), ("dev", 4)):
        rows = [wikinews_document(f"{part} {i}", SPEAKERS[i % len(SPEAKERS)]) for i in range(count)]
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"wikinews-quotations/{part}.jsonl").write_text(lines, encoding="utf-8")
    with gzip.open(folder / "redewiedergabe/train.tsv.gz", "wt", encoding="utf-8") as out:
        out.write(LITERATURE)
    with gzip.open(folder / "ud-german/de_x-ud-dev.conllu.gz", "wt", encoding="utf-8") as out:
        out.write(TREEBANK * 12)
    with lzma.open(folder / "raw-german/bundestag-17-18.txt.xz", "wt", encoding="utf-8") as out:
        out.write("Er sagte das laut und klar. Wir gehen nach Hause.\n" * 3)
    for name in ("raw-german/germaparl.txt.gz", "news-10kgnad/test.csv.gz"):
        with gzip.open(folder / name, "wt", encoding="utf-8") as out:
            out.write("Web;'Der Minister sagte am Montag nichts.'\n")
    return folder
