"""From scores to quotations over tokens."""

from dataclasses import replace

import numpy as np
import pytest

from quotes.neural.decode import (
    Settings,
    TaggedSpan,
    TokenQuotation,
    Window,
    best_labels,
    best_path,
    complete_names,
    complete_quote,
    group,
    merge,
    read_roles,
    tagged_spans,
    take_in_marks,
)
from quotes.neural.reading import PAIR_CHANNELS


def scores(*rows: tuple[float, ...]) -> np.ndarray:
    return np.log(np.array(rows, np.float32))


def window(span: TaggedSpan, logits: np.ndarray, *, first: int, starts: dict[int, float]) -> Window:
    """A window without hints; ``starts``: probabilities of first tokens of the speaker, -1 for none."""
    likely = np.full(len(logits) + 1, 1e-6)
    for at, probability in starts.items():
        likely[at] = probability
    return Window(span, logits, np.log(likely), np.zeros((len(logits), PAIR_CHANNELS), np.float32), first)


def quotation(kind: str, *runs: tuple[int, int], mean: float = -0.1) -> TokenQuotation:
    return TokenQuotation(kind, runs, (), (), (), (), (mean,) + (0.0,) * 12)  # type: ignore[arg-type]


def test_inside_needs_its_begin() -> None:
    """A path never enters the inside label without the begin label of its own type."""
    assert best_path(scores((0.4, 0.1, 0.5), (0.3, 0.1, 0.6)), 0.0) in ([0, 0], [1, 2])
    path = best_path(scores((0.1, 0.8, 0.05, 0.03, 0.02), (0.1, 0.05, 0.05, 0.05, 0.75)), 0.0)
    assert path != [1, 4]


def test_outside_bias() -> None:
    """A bias against "no quotation" finds more of them."""
    rows = scores((0.6, 0.35, 0.05), (0.6, 0.05, 0.35))
    assert best_path(rows, 0.0) == [0, 0]
    assert best_path(rows, 1.0) == [1, 2]


def test_best_path_is_the_best() -> None:
    """The path found scores at least as well as any other that is allowed."""
    rng = np.random.default_rng(0)
    rows = np.log(rng.dirichlet(np.ones(5), 5)).astype(np.float32)
    best = -1e9
    for code in range(5**5):
        path = [code // 5**k % 5 for k in range(5)]
        if all(y % 2 or not y or (t and path[t - 1] in (y, y - 1)) for t, y in enumerate(path)):
            best = max(best, float(rows[range(5), path].sum()))
    assert float(rows[range(5), best_path(rows, 0.0)].sum()) == pytest.approx(best)


def test_clear_tokens_are_skipped() -> None:
    """Searching only where a quotation is thinkable gives the best path of the whole."""
    rng = np.random.default_rng(1)
    logits = rng.normal(size=(300, 7)) * 3
    logits[:, 0] += np.where(np.arange(300) // 20 % 2, 20, 0)
    rows = (logits - np.log(np.exp(logits).sum(1, keepdims=True))).astype(np.float32)
    assert best_labels(rows, 0.5).tolist() == best_path(rows, 0.5)


def test_spans() -> None:
    """Spans run from a begin label over its insides; single tokens are dropped; nothing in nothing out."""
    rows = scores(
        (0.9, 0.05, 0.05), (0.1, 0.8, 0.1), (0.1, 0.1, 0.8), (0.8, 0.1, 0.1), (0.1, 0.8, 0.1), (0.9, 0.05, 0.05)
    )
    found = tagged_spans(rows[None], 0, 0.0)
    assert [(s.begin, s.end, s.type) for s in found] == [(1, 3, "direct")]
    assert tagged_spans(rows[None, :0], 0, 0.0) == []


def test_roles() -> None:
    """Roles are read by threshold, the speaker from its likeliest first token to the end of its sentence at most."""
    logits = np.full((8, 5), -5.0, np.float32)
    logits[0:2, 0] = 3
    logits[2, 0] = 2  # in the next sentence
    logits[3, 1] = 1
    logits[2:5, 2] = 1
    logits[7, 3] = 1
    logits[7, 4] = 2
    span = TaggedSpan(15, 17, "direct", (-0.1, -0.2, -0.1, -0.1, 0.0))
    likely = window(span, logits, first=10, starts={0: 0.6, 2: 0.3, -1: 0.1})
    found = read_roles(likely, [0] * 12 + [1] * 6, Settings())
    assert found.speaker == ((10, 12),)
    assert found.cue == ((13, 14),)
    assert found.frame == ((12, 15),)
    assert found.addressee == ((17, 18),)
    assert found.quote == ((15, 18),)


@pytest.mark.parametrize(("nobody", "speaker"), [(0.1, ((1, 3),)), (0.7, ())])
def test_nobody_speaks(nobody: float, speaker: tuple[tuple[int, int], ...]) -> None:
    """Where no token is likelier than none, there is no speaker; a first token alone is a mention."""
    logits = np.full((4, 5), -6.0, np.float32)
    logits[2, 0] = 8
    likely = window(TaggedSpan(2, 4, "direct", (0, 0, 0, 0, 0)), logits, first=0, starts={1: 0.3, -1: nobody})
    found = read_roles(likely, [0] * 4, Settings())
    assert found.speaker == speaker


def test_merge() -> None:
    """Quotations of one type that claim each other's tokens are one; other types and others stay apart."""
    merged = merge([quotation("direct", (0, 5), (8, 12)), quotation("direct", (0, 4), (8, 12), mean=-0.05)])
    assert [q.quote for q in merged] == [((0, 5), (8, 12))]
    assert merged[0].evidence[0] == -0.05
    assert len(merge([quotation("direct", (0, 5)), quotation("indirect", (0, 5)), quotation("direct", (6, 9))])) == 3


def test_marks_are_taken_in() -> None:
    """A direct quotation takes in the marks directly around it; another type does not."""
    states = [0, 1, 2, 2, 3, 0]
    assert take_in_marks(quotation("direct", (2, 4)), states).quote == ((1, 5),)
    assert take_in_marks(quotation("indirect", (2, 4)), states).quote == ((2, 4),)


@pytest.mark.parametrize(
    ("run", "kept"), [((1, 6), (1, 5)), ((0, 5), (1, 5)), ((0, 6), (0, 6)), ((1, 5), (1, 5)), ((1, 3), (1, 3))]
)
def test_nothing_beyond_the_marks(run: tuple[int, int], kept: tuple[int, int]) -> None:
    """A direct quotation that begins or ends with a mark is cut to the pair; one without either stays as it is."""
    states = [0, 1, 2, 2, 3, 0, 0]
    assert take_in_marks(quotation("direct", run), states).quote == (kept,)


def test_group() -> None:
    """Indexes become half-open runs."""
    assert group([1, 2, 4]) == ((1, 3), (4, 5))
    assert group([]) == ()


def test_names_are_completed() -> None:
    """A speaker takes the rest of its name, but nothing of the next sentence, nor of the quotation."""
    words = ["Minister", "John", "Kerry", "sagte", "Nein", "Danke"]
    cut = replace(quotation("direct", (4, 6)), speaker=((0, 2),))
    assert complete_names(cut, words, [0] * 6).speaker == ((0, 3),)
    assert complete_names(cut, words, [0, 0, 1, 1, 1, 1]).speaker == ((0, 2),)
    assert complete_names(replace(cut, quote=((2, 4),)), words, [0] * 6).speaker == ((0, 2),)
    assert complete_names(replace(cut, speaker=((5, 6),)), words, [0] * 6).speaker == ((5, 6),)


def test_mentions_end_with_no_preposition() -> None:
    """A preposition and article at the end belong to what comes next; one alone stays."""
    words = ["sagte", "Kerry", "in", "einem", "Interview", "Danke"]
    cut = replace(quotation("direct", (5, 6)), speaker=((1, 4),))
    assert complete_names(cut, words, [0] * 6).speaker == ((1, 2),)
    assert complete_names(replace(cut, speaker=((2, 3),)), words, [0] * 6).speaker == ((2, 3),)


def test_a_paraphrase_does_not_end_with_an_article() -> None:
    """It goes on to the end of its sentence, its stop with it where it is one, or to its frame; direct speech stays."""
    words = ["Die", "SPD", "will", "die", "Kassen", "einen", ".", "So", "Weber", "."]
    sentences = [0] * 7 + [1] * 3
    cut = quotation("free_indirect", (0, 4))
    assert complete_quote(cut, words, sentences).quote == ((0, 7),)
    assert complete_quote(replace(cut, type="indirect"), words, sentences).quote == ((0, 6),)
    assert complete_quote(replace(cut, type="direct"), words, sentences).quote == ((0, 4),)
    assert complete_quote(replace(cut, frame=((5, 7),)), words, sentences).quote == ((0, 5),)
    assert complete_quote(replace(cut, frame=((4, 7),)), words, sentences).quote == ((0, 4),)
    assert complete_quote(quotation("indirect", (0, 3)), words, sentences).quote == ((0, 3),)
