"""The dataset card: README.md with the YAML that ``datasets`` and the Hub read, made from the manifest.

What people wrote into its blocks, or added to its front matter, is kept (``card_kept``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quotes.dataset.card_kept import STANDARD, Kept, block, generated_sha256, kept, others
from quotes.dataset.card_texts import (
    CATEGORY_MEANINGS,
    COLUMNS,
    FLAG_MEANINGS,
    LIMITS,
    SPEAKERS,
    STANCE_MEANINGS,
    TYPE_MEANINGS,
)
from quotes.dataset.features import document_features, quotation_features, speaker_features
from quotes.dataset.layout import data_files
from quotes.dataset.licence import hub_licence
from quotes.dataset.manifest import Manifest

__all__ = ["NAME", "generated_sha256", "kept", "render"]

NAME = "README.md"
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
LISTED = 15


def render(manifest: Manifest, mine: Kept | None = None) -> str:
    """The card of a version, with what people wrote into the card before."""
    mine = mine or Kept()
    return f"---\n{_front_matter(manifest, mine)}---\n\n{_body(manifest, mine)}"


def _front_matter(manifest: Manifest, mine: Kept) -> str:
    import yaml  # comes with datasets

    total = manifest.counts["quotations"]
    licence = hub_licence(_licences_of(manifest))
    people = any(n for status, n in manifest.counts.get("review", {}).items() if status != "unreviewed")
    matter: dict[str, Any] = {
        "pretty_name": manifest.name,
        "language": ["de"],
        "license": licence,
        **({"license_name": "see-column-licence"} if licence == "other" else {}),
        "multilinguality": ["monolingual"],
        "source_datasets": ["original"],
        "annotations_creators": ["machine-generated", *(["expert-generated"] if people else [])],
        "language_creators": ["found"],
        "task_categories": ["token-classification", "text-classification"],
        "size_categories": [next((name for limit, name in SIZES if total < limit), "n>1M")],
        "tags": ["quotation-attribution", "reported-speech", "stance-detection", "news", "german"],
        "configs": [_config(manifest, name) for name in _configs(manifest)],
        "dataset_info": [_info(name) for name in _configs(manifest)],
        **mine.front,
    }
    return str(yaml.safe_dump(matter, allow_unicode=True, sort_keys=False, width=1000))


def _configs(manifest: Manifest) -> list[str]:
    """The configs that can be declared, the default one first.

    ``datasets`` cannot load a split without a row, so an empty table is left out.
    """
    return [name for name in ("quotations", "documents", "speakers") if manifest.counts[name]]


def _config(manifest: Manifest, name: str) -> dict[str, Any]:
    return {
        "config_name": name,
        **({"default": True} if name == _configs(manifest)[0] else {}),
        "version": manifest.version,
        # The cache of datasets knows a folder by its name and this metadata, not by its files: without the hash,
        # a rebuilt dataset would load as its old rows.
        "description": f"{name}, sha256 {manifest.content[name]}",
        "data_files": data_files(name, manifest.files),
    }


def _info(name: str) -> dict[str, Any]:
    features = {"quotations": quotation_features, "documents": document_features, "speakers": speaker_features}
    return {"config_name": name, "features": features[name]()._to_yaml_list()}


def _body(manifest: Manifest, mine: Kept) -> str:
    counts = manifest.counts
    target = manifest.recipe.get("target", {}).get("name", "intervention")
    parts = [
        f"# {manifest.name}",
        f"Version {manifest.version}. Quotations from {counts['documents']:,} German news articles: who is quoted, in "
        f"which role, with which words, and which stance toward the target *{target}* the words hold. "
        f"{counts['quotations']:,} quotations in {counts['documents_with_quotations']:,} articles, by "
        f"{counts['speakers']:,} named speakers.",
        block("about", mine),
        _loading(manifest),
        "## Sources",
        _sources(manifest),
        block("sources", mine),
        "## Figures",
        _table("type", counts["types"], TYPE_MEANINGS),
        _table(f"stance toward {target}", counts["stances"], STANCE_MEANINGS),
        _table("speaker's category", counts["categories"], CATEGORY_MEANINGS),
        f"{counts['named']:,} of {counts['quotations']:,} quotations have a named speaker; {counts['flagged']:,} are "
        "flagged for an annotator to look at:"
        if counts["flags"]
        else f"{counts['named']:,} of {counts['quotations']:,} quotations have a named speaker; none is flagged.",
        _table("flag", counts["flags"], FLAG_MEANINGS) if counts["flags"] else "",
        _reviewed(counts.get("reviews", {})),
        "## Columns",
        COLUMNS,
        "## Speakers" if counts["speakers"] else "",
        SPEAKERS if counts["speakers"] else "",
        "## How it was built",
        _recipe(manifest),
        _scores(manifest.models),
        "## Annotators",
        _annotators(manifest),
        "## Limits",
        LIMITS,
        block("limits", mine),
        "## Licence",
        _licences(manifest),
        block("licence", mine),
        "## Citation",
        _citation(manifest),
        block("citation", mine),
        *others(mine, STANDARD),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _loading(manifest: Manifest) -> str:
    calls = {
        "quotations": f'quotations = load_dataset("{manifest.name}")["train"]',
        "documents": f'documents = load_dataset("{manifest.name}", "documents")["train"]',
        "speakers": f'speakers = load_dataset("{manifest.name}", "speakers")["train"]',
    }
    lines = ["```python", "from datasets import load_dataset", "", *(calls[n] for n in _configs(manifest)), "```"]
    note = "" if manifest.counts["quotations"] else "\n\nNo quotation was found: `documents` is the only config."
    return "\n".join(lines) + note


def _table(title: str, counts: Mapping[str, int], meanings: Mapping[str, str]) -> str:
    """Counts in the order of the meanings, or of their number."""
    if not counts:
        return ""
    names = sorted(counts, key=lambda n: list(meanings).index(n) if n in meanings else len(meanings))
    if meanings is FLAG_MEANINGS:
        names.sort(key=lambda n: (-counts[n], n))
    rows = [f"| {name} | {counts[name]:,} | {meanings.get(name, '')} |" for name in names]
    return "\n".join([f"| {title} | quotations | meaning |", "| --- | ---: | --- |", *rows])


def _sources(manifest: Manifest) -> str:
    found = manifest.articles
    if not found:
        return ""
    rows = [f"| {_cell(name) or 'not stated'} | {n:,} |" for name, n in found["sources"][:LISTED]]
    more = len(found["sources"]) - LISTED
    rows += [f"| {more:,} others | {sum(n for _, n in found['sources'][LISTED:]):,} |"] if more > 0 else []
    times = found["published"]
    when = (
        f"Published from {times[0][:10]} to {times[1][:10]} ({_articles(times[2])} with a date). "
        if times
        else "No article has a date of publication. "
    )
    return "\n".join(["| source | articles |", "| --- | ---: |", *rows]) + (
        f"\n\n{when}{found['characters']:,} characters of text in all. Each article's source, url, date and licence "
        "stand in its row of `documents`."
    )


def _articles(number: int) -> str:
    return f"{number:,} article{'' if number == 1 else 's'}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").strip()


def _reviewed(counts: Mapping[str, int]) -> str:
    """What people decided, where they did."""
    if not counts:
        return ""
    return (
        "People decided on quotations (`review_status`; scores of theirs are 1, rejected ones are left out):\n\n"
        + _table("decision", counts, _DECISION_MEANINGS)
    )


def _recipe(manifest: Manifest) -> str:
    recipe = manifest.recipe
    code = recipe["code"]
    settings = ", ".join(f"{key} = `{value}`" for key, value in recipe["configuration"].items()) or "defaults"
    models = ", ".join(f"{name} (`{digest[:12]}`)" for name, digest in recipe["models"].items()) or "none"
    aliases = " Decisions by hand on who is who stand in `aliases.tsv`." if recipe.get("aliases") else ""
    several = len(manifest.labelled)
    mixed = (
        f" Its documents were labelled by {several} recipes, as they came in; `manifest.json` says which by which."
        if several > 1
        else ""
    )
    return (
        f"Built by {code['package']} {code['version']} (`{code['sha256'][:12]}`): sentences and syntax, then "
        "quotations, speakers, names, roles, stances, and flags, each by a stage of its own. "
        f"Settings: {settings}. Models: {models}.{mixed} Hashes of inputs, files, models, lexicons and target stand in "
        "`manifest.json`; the same input, code, models and settings give the same bytes (`quotes build "
        "--from-manifest manifest.json`). What each version changed stands in `CHANGELOG.md`; earlier versions lie "
        "complete under `versions/`. Articles that failed, if any, are listed in `errors.jsonl`." + aliases
    )


def _scores(models: Mapping[str, Any]) -> str:
    rows = [
        f"| {name} | {_cell(where)} | {figure} | {value:.1f} | {'-'.join(f'{x:.1f}' for x in interval or ())} |"
        for name, said in sorted(models.items())
        for where, figure, value, interval in said.get("scores", ())
    ]
    if not rows:
        return "No scores of the models are known."
    head = ["| model | scored on | figure | percent | 95% interval |", "| --- | --- | --- | ---: | --- |"]
    note = "Scores of the models, as their cards have them; not of this dataset, whose text may be another:"
    return "\n".join([note, "", *head, *rows])


def _annotators(manifest: Manifest) -> str:
    statuses = manifest.counts.get("review", {})
    seen = {name: n for name, n in statuses.items() if name != "unreviewed" and n}
    if not seen:
        return "No row was looked at by a person (`review_status` is `unreviewed` everywhere)."
    said = ", ".join(f"{n:,} {name}" for name, n in sorted(seen.items()))
    agreement = _agreement(manifest.agreement) if manifest.agreement else "Agreement between annotators is not known."
    return f"People looked at {sum(seen.values()):,} rows: {said} (column `review_status`). {agreement}"


def _agreement(agreement: Mapping[str, Any]) -> str:
    rows = [
        f"| {_cell(name)} | {value:.2f} |" if isinstance(value, float) else f"| {_cell(name)} | {value} |"
        for name, value in agreement.items()
    ]
    return "Agreement:\n\n" + "\n".join(["| measure | value |", "| --- | ---: |", *rows])


def _licences_of(manifest: Manifest) -> dict[str | None, int]:
    pairs: Sequence[Sequence[Any]] = manifest.articles.get("licences", ())
    return {name or None: n for name, n in pairs}


def _licences(manifest: Manifest) -> str:
    found = sorted(_licences_of(manifest).items(), key=lambda i: str(i[0]))
    listed = "; ".join(f"{name or 'not stated'}: {_articles(n)}" for name, n in found)
    models = "; ".join(
        f"{name}: {said['licence']}" for name, said in sorted(manifest.models.items()) if "licence" in said
    )
    return (
        f"**Text.** Each article keeps its own licence, in the column `licence` of `documents` ({listed}). Quotation "
        "rows hold words of the articles: what may not be passed on there may not be passed on here.\n\n"
        "**Labels.** Labels are those of a program, with the decisions of people where `review_status` says so; who "
        "publishes them states their licence below."
        + (f" The models that made them have licences of their own ({models})." if models else "")
    )


def _citation(manifest: Manifest) -> str:
    key = "".join(c if c.isascii() and c.isalnum() else "_" for c in manifest.name)
    content = manifest.content["quotations"][:12]
    return (
        f"```bibtex\n@misc{{{key},\n  title = {{{manifest.name}: quotations from German news}},\n"
        f"  version = {{{manifest.version}}},\n  note = {{content {content}, built by "
        f"{manifest.recipe['code']['package']} {manifest.recipe['code']['version']}}}\n}}\n```"
    )


_DECISION_MEANINGS = {
    "accepted": "as the program has it",
    "added": "missed by the program",
    "alone": "of those kept, no longer found by the program",
    "corrected": "a field or a span changed",
    "rejected": "no quotation",
}
