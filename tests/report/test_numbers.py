"""Each figure is checked against a count by pandas, over random rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from quotes.report import numbers, times
from quotes.report.bootstrap import interval, seeds, weights
from quotes.report.columns import CONFIDENCE_BINS, party_of
from quotes.report.figures import FIGURES, Side, rows_of
from quotes.report.files import side_of
from quotes.report.read import read
from quotes.report.table import Facet, Table
from tests.report.made import NAMES, dataset, decided, documents, rows

ROWS, DOCUMENTS = rows(600, 40), documents(40)
BY_ID = {figure.id: figure for figure in FIGURES}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Table:
    return read(dataset(tmp_path_factory.mktemp("data") / "made", ROWS, DOCUMENTS))


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    """The same rows as a user of pandas has them, with the columns that figures group by."""
    articles = pd.DataFrame(DOCUMENTS).set_index("id")
    made = pd.DataFrame(ROWS).join(articles[["url", "source", "published"]], on="doc_id")
    made["outlet"] = made["source"].fillna(made["url"].str.extract(r"//([^/]+)/")[0])
    made["party"] = made["speaker_affiliation"].map({"CDU": "CDU", "SPD": "SPD", "SPD-Fraktion": "SPD"})
    states = {"CDU": "Deutschland", "SPD": "Deutschland", "SPD-Fraktion": "Deutschland"}
    made["state"] = made["speaker_affiliation"].map({**states, "Frankreich": "Frankreich", "US-Außenamt": "USA"})
    made["speaker"] = made["speaker_name"].str.split("; ")
    made["naming"] = np.where(made["speaker_name"].notna(), "named", "unknown")
    mentioned = pd.DataFrame(ROWS)["speaker"].notna()
    made.loc[made["speaker_name"].isna() & mentioned, "naming"] = "mentioned"
    made["category"], made["review"] = made["speaker_role_category"], made["review_status"]
    made["cue"] = made["cue"].str.lower()
    made["flag"] = made["flags"]
    made["confidence_bin"] = pd.cut(made["confidence"], np.arange(0, 1.01, 0.1), right=False, labels=CONFIDENCE_BINS)
    made["konjunktiv"] = made["signals"].map(lambda s: "konjunktiv_1" in s)
    made["direct"] = (made["type"] == "direct").where(made["type"] != "reported")
    made["spokesperson"] = made["speaker_is_spokesperson"]
    made["pair"] = _pairs(pd.DataFrame(ROWS))
    made["taking"] = made["stance"] != "none"
    made["day"] = pd.to_datetime(made["published"]).dt.tz_localize(None)
    return made


def _pairs(made: pd.DataFrame) -> pd.Series:
    """Who speaks to whom, and who quotes whom."""
    who = made["speaker_name"].fillna(made["speaker"])
    outer = made["parent_id"].map(dict(zip(made["id"], who, strict=True)))
    to = (who + " → " + made["addressee"]).where(made["addressee"].notna())
    quotes = (outer + " ⊃ " + who).where((outer != who) & made["parent_id"].notna())
    return pd.Series([[p for p in pair if isinstance(p, str)] or [None] for pair in zip(to, quotes, strict=True)])


def exploded(frame: pd.DataFrame, facet: str) -> pd.DataFrame:
    column = "confidence_bin" if facet == "confidence" else facet
    return frame.explode(column).rename(columns={column: "group"}).dropna(subset=["group"])


BALANCES = [f.id for f in FIGURES if f.picture == "balance"]
SHARES = [f.id for f in FIGURES if f.picture == "share" and not f.measure]
RATES = ["direct-by-outlet", "konjunktiv-by-type", "spokespersons-by-category"]


@pytest.mark.parametrize("name", BALANCES)
def test_stances_by_group(table: Table, frame: pd.DataFrame, name: str) -> None:
    """Counts by stance, documents and balance of each group are those of a groupby; who takes most stances is first."""
    figure = BY_ID[name]
    found = pd.DataFrame(rows_of(figure, [side_of(table)])[0]).set_index("group")
    by = exploded(frame, figure.facet)
    wanted = by.groupby(["group", "stance"], observed=True).size().unstack(fill_value=0)
    assert len(found) == min(len(wanted), figure.top)
    for label in ("favor", "against", "mixed", "none"):
        assert found[label].to_dict() == wanted.loc[found.index, label].to_dict()
    assert found["documents"].to_dict() == by.groupby("group")["doc_id"].nunique()[found.index].to_dict()
    taking = wanted.drop(columns="none").sum(axis=1)[found.index]
    assert found["taking"].to_dict() == taking.to_dict()
    balance = (wanted["favor"] - wanted["against"]) / taking
    assert found["balance"].astype(float).to_dict() == pytest.approx(balance[found.index].to_dict(), nan_ok=True)
    if not table.facets[figure.facet].ordered:
        assert found["taking"].is_monotonic_decreasing
        assert found["taking"].min() >= max(wanted.drop(columns="none").sum(axis=1).drop(found.index), default=0)


@pytest.mark.parametrize("name", SHARES)
def test_shares_of_groups(table: Table, frame: pd.DataFrame, name: str) -> None:
    """Numbers of quotations are value_counts, shares are of all quotations."""
    figure = BY_ID[name]
    found = pd.DataFrame(rows_of(figure, [side_of(table)])[0])
    wanted = exploded(frame, figure.facet)["group"].value_counts()
    found = found.set_index("group")
    assert found["n"].to_dict() == wanted[found.index].to_dict()
    assert found["share"].to_dict() == pytest.approx((wanted / len(frame))[found.index].to_dict())


@pytest.mark.parametrize("name", RATES)
def test_rates_of_groups(table: Table, frame: pd.DataFrame, name: str) -> None:
    """A rate is the mean of the yes and no of those that can be asked."""
    figure = BY_ID[name]
    found = pd.DataFrame(rows_of(figure, [side_of(table)])[0]).set_index("group")
    asked = exploded(frame, figure.facet).dropna(subset=[figure.measure])
    wanted = asked.groupby("group")[figure.measure].agg(["size", "sum"])
    assert found["n"].to_dict() == wanted.loc[found.index, "size"].to_dict()
    assert found["yes"].to_dict() == wanted.loc[found.index, "sum"].astype(int).to_dict()


def test_over_time(table: Table, frame: pd.DataFrame) -> None:
    """Counts by period are those of a resampled frame, empty periods included; the smoothed share weighs 1 2 3 2 1."""
    side = side_of(table)
    found = pd.DataFrame(times.over_time(table, side.mask, side.weight, "month")).set_index("period")
    month = frame["day"].dt.to_period("M").dt.to_timestamp().dt.strftime("%Y-%m-%d")
    wanted = frame.groupby([month, "stance"]).size().unstack(fill_value=0)
    for label in ("favor", "against", "mixed", "none"):
        assert found[label].to_dict() == wanted[label].reindex(found.index, fill_value=0).to_dict()
    favor, taking = found["favor"].to_numpy(), found[["favor", "against", "mixed"]].sum(axis=1).to_numpy()
    smooth = [np.convolve(x, [1, 2, 3, 2, 1])[2:-2] for x in (favor, taking)]
    assert found["favor_share"].to_numpy() == pytest.approx(smooth[0] / smooth[1])


def test_weeks_begin_on_monday_and_periods_follow_each_other() -> None:
    """The start of a period is in it, and no day is between two periods."""
    for unit in times.UNITS:
        for day in range(17_000, 18_500):
            start = times.start_of(day, unit)
            assert start <= day < times.next_start(start, unit)
            assert times.start_of(times.next_start(start, unit), unit) == times.next_start(start, unit)
    assert times.day_of(times.start_of(17_700, "week")).weekday() == 0


def test_positions(table: Table, frame: pd.DataFrame) -> None:
    """First and last word are those of all dated quotations; a change is a first and last day of other positions."""
    found = pd.DataFrame(rows_of(BY_ID["positions"], [side_of(table)])[0])
    dated = exploded(frame, "speaker").dropna(subset=["day"])
    spans = dated.groupby("group")["day"].agg(["min", "max"]).map(lambda d: d.strftime("%Y-%m-%d"))
    for name, mine in found.groupby("group"):
        assert set(mine["first"]) == {spans.loc[name, "min"]}
        assert set(mine["last"]) == {spans.loc[name, "max"]}
        assert mine["day"].is_monotonic_increasing
        assert mine["changed"].iloc[0] == (mine["position"].iloc[0] != mine["position"].iloc[-1])
        by_day = dated[(dated["group"] == name) & dated["taking"]].groupby("day").size()
        assert mine["n"].tolist() == by_day.tolist()
    assert set(found["group"]) == set(NAMES)


def test_concentration(table: Table, frame: pd.DataFrame) -> None:
    """The Gini coefficient is the mean difference over twice the mean; the curve ends at 1, 1."""
    counts = exploded(frame, "speaker")["group"].value_counts().to_numpy()
    curve, gini = numbers.lorenz(table, table.everything, "speaker")
    assert gini == pytest.approx(np.abs(counts[:, None] - counts[None, :]).mean() / (2 * counts.mean()))
    assert (curve[0]["quotations"], curve[-1]["quotations"]) == (0, 1)
    assert [row["quotations"] for row in curve] == sorted(row["quotations"] for row in curve)


def test_who_speaks_to_whom(table: Table, frame: pd.DataFrame) -> None:
    """Pairs of speaker and addressee are counted; a quotation within another tells who quotes whom."""
    facet = table.facets["pair"]
    found = pd.Series([facet.levels[c] for c in facet.codes]).value_counts()
    raw = pd.DataFrame(ROWS)
    who = raw["speaker_name"].fillna(raw["speaker"])
    to = who[raw["addressee"].notna() & who.notna()]
    assert found["Anna Beispiel → Reportern"] == (to == "Anna Beispiel").sum()
    outer = raw.merge(raw.assign(who=who)[["id", "who"]], left_on="parent_id", right_on="id")
    inner = outer["speaker_name"].fillna(outer["speaker"])
    pairs = (outer["who"] != inner) & outer["who"].notna() & inner.notna()
    assert found[found.index.str.contains(" ⊃ ")].sum() == pairs.sum()


def test_program_against_people(tmp_path: Path) -> None:
    """Of the program's rows that people decided on: how many fields were left as they were, and how many were right by
    the confidence of then; what was left alone or added does not count.
    """
    program, held = decided(ROWS)
    side = side_of(read(dataset(tmp_path / "made", held, DOCUMENTS, program=program)))
    before, after = pd.DataFrame(program), pd.DataFrame(held)
    after["id"] = after["id"].str.removesuffix("-shorter")
    both = before.merge(after, on="id", how="left", suffixes=("", "_now"))
    both["what"] = both["what"].fillna("rejected")
    both = both[both["what"] != "left"]
    kept = both[both["what"] != "rejected"]
    fields = {row["group"]: row for row in rows_of(BY_ID["kept-by-field"], [side])[0]}
    assert {row["n"] for row in fields.values()} == {len(kept)}
    for name in ("stance", "spans", "type", "speaker_name", "speaker_affiliation"):
        same = (kept[name] == kept[f"{name}_now"]) | (kept[name].isna() & kept[f"{name}_now"].isna())
        assert fields[name]["yes"] == same.sum(), name
    assert fields["stance"]["yes"] < len(kept)
    both["right"] = ~both["what"].isin(["rejected", "name"])
    both["group"] = pd.cut(both["confidence"], np.arange(0, 1.01, 0.1), right=False, labels=CONFIDENCE_BINS).astype(str)
    wanted = both.groupby("group")["right"].agg(["size", "sum"])
    found = pd.DataFrame(rows_of(BY_ID["calibration"], [side])[0]).set_index("group")
    assert found["n"].to_dict() == wanted["size"].to_dict()
    assert found["yes"].to_dict() == wanted["sum"].to_dict()
    assert sum(row["n"] for row in rows_of(BY_ID["types"], [side])[0]) == len(held)


def test_a_mask_counts_what_it_holds(table: Table) -> None:
    """Figures of a mask are those of a dataset of the same rows."""
    mask = table.stance != 3
    side = Side(table, mask, side_of(table).weight)
    total = rows_of(BY_ID["types"], [side])[0]
    assert sum(row["n"] for row in total) == int(mask.sum())


def test_intervals_hold_the_share_and_narrow_with_more_documents() -> None:
    """Of 2,000 documents the interval is about that of the binomial; of one there is none."""
    rng = np.random.default_rng(3)
    for size in (50, 2000):
        weight = weights(seeds(f"d{i}" for i in range(size)))
        hits = (rng.random(size) < 0.3).astype(np.int64)
        low, high = interval(hits, np.ones(size, dtype=np.int64), weight)
        assert low is not None
        assert high is not None
        error = 1.96 * np.sqrt(hits.mean() * (1 - hits.mean()) / size)
        assert high - low == pytest.approx(2 * error, rel=0.25)
        assert low < hits.mean() < high
    one = np.array([1], dtype=np.int64)
    assert interval(one, one, weights(seeds(["a"]))) == (None, None)


def test_weights_are_poisson_and_their_documents_own() -> None:
    """Mean and variance are one, and a document's weights do not hang on which others are there."""
    weight = weights(seeds(f"d{i}" for i in range(3000)))
    assert weight.mean() == pytest.approx(1, abs=0.01)
    assert weight.var() == pytest.approx(1, abs=0.02)
    assert abs(np.corrcoef(weight[:200])[np.triu_indices(200, 1)]).mean() < 0.08
    assert (weights(seeds(["d7"]))[0] == weight[7]).all()


@pytest.mark.parametrize(
    ("affiliation", "party"),
    [("CDU", "CDU"), ("SPD-Fraktion", "SPD"), ("Frankreich", ""), ("", ""), ("Verein der Nachbarn", "")],
)
def test_parties(affiliation: str, party: str) -> None:
    """A party or its group is a party; states and clubs are none."""
    assert party_of(affiliation) == party


def test_facets_stay_within_their_rows(table: Table) -> None:
    """Every entry points at a row and at a level, in the order of rows."""
    for facet in table.facets.values():
        assert isinstance(facet, Facet)
        assert (np.diff(facet.rows) >= 0).all()
        assert ((facet.codes >= 0) & (facet.codes < len(facet.levels))).all()
