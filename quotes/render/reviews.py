"""What decisions did to a dataset, and how annotators agree, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator

from quotes.dataset.decided import Decided
from quotes.decisions.agreement import Agreement

REASONS = {
    "text_changed": "its article's text has changed",
    "document_gone": "its article is no longer in the dataset",
    "same_as_another": "another decision makes the same quotation, with other values",
    "invalid": "its values fit no row",
}
LISTED = 10
#: Changes of a label that are shown beside its field, the most frequent ones.
MOVES = 3


def outcome_lines(decided: Decided) -> Iterator[str]:
    """Counts, the fields where people differ from the program, and what was not applied and why."""
    outcome, settled = decided.outcome, decided.settled
    counts = outcome.counts
    names = ("accepted", "corrected", "rejected", "added")
    yield "Decisions applied: " + ", ".join(f"{counts[name]} {name}" for name in names)
    judged = counts["accepted"] + counts["corrected"] + counts["rejected"]
    if judged:
        kept = judged - counts["rejected"]
        yield f"  people kept {kept / judged:.1%} of the {judged} quotations of the program that they decided on"
    if counts["alone"]:
        yield f"  {counts['alone']} of them keep a quotation that the program no longer finds"
    compared = [(name, seen, changed) for name, (seen, changed) in outcome.fields.items() if seen]
    if compared:
        yield "Changed by people, of the program's quotations that they kept:"
    for name, seen, changed in compared:
        moves = [(n, a, b) for (of, a, b), n in outcome.moves.most_common() if of == name][:MOVES]
        shown = ", ".join(f"{a} → {b} {n}" for n, a, b in moves)
        yield f"  {name:<24}{changed:>6} of {seen:<6}{changed / seen:>7.1%}  {shown}".rstrip()
    if settled.conflicts:
        yield f"Not applied: {len(settled.conflicts)} on which annotators differ; settle them in quotes review"
    if settled.drafts:
        yield f"Not applied: {len(settled.drafts)} with changes that nobody has accepted yet"
    if outcome.orphans:
        yield f"Not applied: {len(outcome.orphans)} orphans, kept in the log; attach them in quotes review:"
        for orphan in outcome.orphans[:LISTED]:
            item = orphan.decision.item
            detail = f" ({orphan.detail})" if orphan.detail else ""
            yield f"  {item.id} of {item.doc_id}: {REASONS[orphan.reason]}{detail}"
        if len(outcome.orphans) > LISTED:
            yield f"  ... and {len(outcome.orphans) - LISTED} more"


def agreement_lines(agreement: Agreement) -> Iterator[str]:
    """Agreement as tables."""
    if not agreement.items:
        yield "No quotation was decided on by two people yet; give some to several: quotes review DATASET --overlap 2"
        return
    yield f"{agreement.items} quotations decided on by two and more of {', '.join(agreement.annotators)}"
    yield f"{'label':<26}{'items':>7}{'all agree':>11}{'alpha':>8}"
    for label in agreement.labels:
        alpha = "–" if label.alpha is None else f"{label.alpha:.2f}"
        yield f"{label.name:<26}{label.items:>7}{label.agreed:>10.1%} {alpha:>8}"
    yield f"{'span':<26}{'pairs':>7}{'equal F1':>11}{'by letter':>11}"
    for span in agreement.spans:
        yield f"{span.name:<26}{span.pairs:>7}{span.exact:>11.2f}{span.overlap:>11.2f}"
    yield "alpha: Krippendorff's, nominal; 1 is full agreement, 0 what chance gives; – where only one value occurs"
