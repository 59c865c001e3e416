"""What a dataset holds, in one screen of a terminal."""

from __future__ import annotations

from collections.abc import Mapping

import click

from quotes.dataset.load import Loaded
from quotes.dataset.summary import SpeakerCount, Summary
from quotes.render.describe import STANCE_SIGNS, TYPE_NAMES
from quotes.render.terminal import STANCE_COLOURS

BAR = 24
SPEAKERS = 12
FLAGS = 8


def render(loaded: Loaded) -> str:
    """Quotations by type, who stands where, what is flagged, where the files lie, what to type next."""
    found, folder = loaded.summary, loaded.folder
    failed = f", {loaded.failed} failed (errors.jsonl)" if loaded.failed else ""
    title = f"{loaded.manifest.name} {loaded.manifest.version}"
    lines = [
        "",
        click.style(title, bold=True)
        + f"  {found.quotations} quotations in {found.documents} documents{failed}; {found.named} with a named speaker",
        "",
        *_section("Quotations by type", {TYPE_NAMES[k]: v for k, v in found.types.items()}),
        *_stances(found),
        *_speakers(found.speakers),
        *_flags(found),
        click.style("Files", bold=True),
        f"  {folder}/README.md (dataset card)   {folder}/data/: quotations/ documents/"
        + " speakers/" * bool(found.named),
        "",
        click.style("Next", bold=True),
        "  quotes show seeds/*.txt                                    the articles with their quotations, and why",
        "  quotes build MY_ARTICLES --output output/mine              a dataset from your own articles",
        f'  python -c "from datasets import load_dataset; print(load_dataset({str(folder)!r}))"',
        "",
    ]
    return "\n".join(lines)


def _bar(value: int, most: int) -> str:
    return "█" * max(1 if value else 0, round(BAR * value / most)) if most else ""


def _section(title: str, counts: Mapping[str, int]) -> list[str]:
    most = max(counts.values(), default=0)
    rows = [f"  {name:<18}{value:>5}  {_bar(value, most)}" for name, value in counts.items()]
    return [click.style(title, bold=True), *rows, ""]


def _stances(found: Summary) -> list[str]:
    most = max(found.stances.values(), default=0)
    rows = [
        f"  {STANCE_SIGNS[k]} {k:<16}{v:>5}  " + click.style(_bar(v, most), fg=STANCE_COLOURS[k])
        for k, v in found.stances.items()
    ]
    return [click.style("Stance toward intervention", bold=True), *rows, ""]


def _speakers(speakers: tuple[SpeakerCount, ...]) -> list[str]:
    """Speakers who take a position, by how often they do; who only states facts is counted."""
    placed = sorted(
        (s for s in speakers if s.quotations > s.stances["none"]),
        key=lambda s: (s.stances["none"] - s.quotations, s.name),
    )
    rows = [f"  {s.name[:34]:<36}{_marks(s)}" for s in placed[:SPEAKERS]]
    rest = len(speakers) - len(rows)
    rows += [f"  … and {rest} more named speakers"] if rest else []
    return [click.style("Who stands where", bold=True) + "  (a sign for each quotation)", *rows, ""]


def _marks(speaker: SpeakerCount) -> str:
    return " ".join(
        click.style(STANCE_SIGNS[label] * min(number, 20) + f" {label}", fg=STANCE_COLOURS[label])
        for label, number in speaker.stances.items()
        if number and label != "none"
    )


def _flags(found: Summary) -> list[str]:
    rows = [f"  {name:<24}{value:>5}" for name, value in list(found.flags.items())[:FLAGS]]
    title = click.style("To review", bold=True) + f"  {found.flagged} of {found.quotations} quotations are flagged"
    return [title, *rows, ""]
