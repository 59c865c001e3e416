"""The dataset card: README.md with the YAML that ``datasets`` and the Hub read, generated from the manifest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quotes.dataset.features import document_features, quotation_features, speaker_features
from quotes.dataset.manifest import Manifest

#: Licences by the name that the Hub knows; any other is "other", none is "unknown".
HUB_LICENCES = {
    "cc0": "cc0-1.0",
    "cc0-1.0": "cc0-1.0",
    "cc-by-4.0": "cc-by-4.0",
    "cc-by-sa-4.0": "cc-by-sa-4.0",
    "cc-by-sa-3.0": "cc-by-sa-3.0",
    "cc-by-nc-4.0": "cc-by-nc-4.0",
    "cc-by-nc-sa-4.0": "cc-by-nc-sa-4.0",
    "cc-by-nd-4.0": "cc-by-nd-4.0",
    "apache-2.0": "apache-2.0",
    "mit": "mit",
}
SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))

TYPE_MEANINGS = {
    "direct": "verbatim, as a rule in quotation marks, marks included",
    "indirect": "paraphrase that depends on a frame: dass-clause, Konjunktiv, infinitive, laut, zufolge",
    "indirect_free_indirect": "a Konjunktiv sentence without a frame of its own that goes on with what was said",
    "free_indirect": "the speaker's and the author's view blended, without Konjunktiv and without frame",
    "reported": "the act of speaking summed up, its wording not recoverable",
}
STANCE_MEANINGS = {
    "favor": "demands, announces, offers, justifies or praises it",
    "against": "rejects, condemns or warns of it, or demands its end",
    "mixed": "for one form and against another, or for it on a condition that is not met",
    "none": "no position on it",
}
CATEGORY_MEANINGS = {
    "head_of_state": "president, monarch, supreme leader",
    "head_of_government": "chancellor, prime minister, also of a Land",
    "minister": "member of a government, deputies included",
    "legislature_party": "member of parliament, parliamentary group, party, candidate",
    "government": "state, ministry or authority as a body, unnamed officials, mayors",
    "international_organisation": "UN, EU, Nato and the like, and their officers",
    "military": "armed forces and their members",
    "police_judiciary": "police, prosecutors, courts, lawyers, intelligence services",
    "armed_group": "rebels, militias, terrorist organisations",
    "civil_society": "NGO, union, church, association, activist, club",
    "business": "company, manager, business association",
    "expert": "scientist, think tank, physician, analyst, study",
    "media": "news agency, paper, broadcaster, journalist",
    "individual": "witness, citizen, athlete, artist, other private person",
    "unknown": "nobody can be told from the article",
}


def hub_licence(licences: Mapping[str | None, int]) -> str:
    """The licence to declare for articles with these licences (and how many have each)."""
    known = {_hub_name(name) for name in licences}
    if len(known) == 1:
        return known.pop()
    return "other" if known else "unknown"


def _hub_name(licence: str | None) -> str:
    if not licence:
        return "unknown"
    return HUB_LICENCES.get(licence.lower().replace(" ", "-"), "other")


def render(manifest: Manifest, licences: Mapping[str | None, int]) -> str:
    """The card of a version. ``licences`` counts the documents by the licence of their text."""
    return f"---\n{_front_matter(manifest, licences)}---\n\n{_body(manifest, licences)}"


def _front_matter(manifest: Manifest, licences: Mapping[str | None, int]) -> str:
    import yaml  # comes with datasets

    total = manifest.counts["quotations"]
    licence = hub_licence(licences)
    matter: dict[str, Any] = {
        "pretty_name": manifest.name,
        "language": ["de"],
        "license": licence,
        **({"license_name": "see-column-licence"} if licence == "other" else {}),
        "annotations_creators": ["machine-generated"],
        "task_categories": ["token-classification", "text-classification"],
        "size_categories": [next((name for limit, name in SIZES if total < limit), "n>1M")],
        "tags": ["quotation-attribution", "reported-speech", "stance-detection", "news", "german"],
        "configs": [_config(manifest, name) for name in _configs(manifest)],
        "dataset_info": [_info(name) for name in _configs(manifest)],
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
        "data_files": [{"split": "train", "path": f"data/{name}/*.jsonl"}],
    }


def _info(name: str) -> dict[str, Any]:
    features = {"quotations": quotation_features, "documents": document_features, "speakers": speaker_features}
    return {"config_name": name, "features": features[name]()._to_yaml_list()}


def _body(manifest: Manifest, licences: Mapping[str | None, int]) -> str:
    counts = manifest.counts
    target = manifest.recipe.get("target", {}).get("name", "intervention")
    parts = [
        f"# {manifest.name}",
        f"Version {manifest.version}. Quotations from {counts['documents']} German news articles: who is quoted, in "
        f"which role, with which words, and which stance toward the target *{target}* the words hold. "
        f"{counts['quotations']} quotations in {counts['documents_with_quotations']} articles.",
        _loading(manifest),
        "## Figures",
        _table("type", counts["types"], TYPE_MEANINGS),
        _table(f"stance toward {target}", counts["stances"], STANCE_MEANINGS),
        _table("speaker's category", counts["categories"], CATEGORY_MEANINGS),
        f"{counts['named']} of {counts['quotations']} quotations have a named speaker; {counts['flagged']} are flagged "
        "for an annotator to look at:"
        if counts["flags"]
        else f"{counts['named']} of {counts['quotations']} quotations have a named speaker; none is flagged.",
        _table("flag", counts["flags"]) if counts["flags"] else "",
        _reviewed(counts.get("reviews", {})),
        "## Columns",
        _COLUMNS,
        "## Speakers" if counts["speakers"] else "",
        _SPEAKERS if counts["speakers"] else "",
        "## How it was built",
        _recipe(manifest),
        "## Limits",
        _LIMITS,
        "## Licence",
        _licences(licences),
        "## Citation",
        _citation(manifest),
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


def _table(title: str, counts: Mapping[str, int], meanings: Mapping[str, str] | None = None) -> str:
    if not counts:
        return ""
    head = f"| {title} | quotations |" + (" meaning |" if meanings else "")
    rule = "| --- | ---: |" + (" --- |" if meanings else "")
    rows = [f"| {name} | {n} |" + (f" {meanings[name]} |" if meanings else "") for name, n in counts.items()]
    return "\n".join([head, rule, *rows])


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
    return (
        f"Built by {code['package']} {code['version']} (`{code['sha256'][:12]}`): sentences and syntax, then "
        "quotations, speakers, names, roles, stances, and flags, each by a stage of its own. "
        f"Settings: {settings}. Models: {models}. Hashes of inputs, files, models, lexicons and target stand in "
        "`manifest.json`; the same input, code, models and settings give the same bytes. What each version changed "
        "stands in `CHANGELOG.md`; earlier versions lie complete under `versions/`. Articles that failed, if any, "
        "are listed in `errors.jsonl`." + aliases
    )


def _licences(licences: Mapping[str | None, int]) -> str:
    listed = "; ".join(
        f"{name or 'not stated'}: {n} articles" for name, n in sorted(licences.items(), key=lambda i: str(i[0]))
    )
    return (
        f"Each article keeps its own licence, in the column `licence` of `documents` ({listed}). Quotation rows hold "
        "words of the articles: what may not be passed on there may not be passed on here."
    )


def _citation(manifest: Manifest) -> str:
    key = "".join(c if c.isalnum() else "_" for c in manifest.name)
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
_COLUMNS = (
    "Offsets (`*_spans`, `stance_evidence`) are Unicode code points into the document's `text`, end exclusive. "
    "`speaker` is the mention at the quotation, `speaker_name` the fullest name in the article, null where none is "
    "given or it could not be told. `confidence` is the probability that the quotation and its speaker are right, "
    "`signals` say what in the text shows the quotation, `flags` why somebody should look at the row. "
    "`parent_id` is the quotation that a row is nested in. `published` is in UTC; where the input gave less than a "
    "day, missing parts are the first, and the date as given stands in `provenance`."
)
_SPEAKERS = (
    "`speaker_id` is the same for one person or body over all articles, and another one for namesakes whose party, "
    "state or career differ; where the articles leave it open, two ids are given rather than one. Joint speakers have "
    "their ids joined with '; ' like their names. The config `speakers` has a row for each id: name, other names "
    "(`aliases`), roles and affiliations by frequency, and counts of quotations by stance; one of joint speakers "
    "counts for each. `wikidata` is filled where a table of aliases gave it. In pandas:\n\n"
    "```python\n"
    "said = quotations.to_pandas()\n"
    'said = said.assign(speaker_id=said["speaker_id"].str.split("; ")).explode("speaker_id")\n'
    'said = said.merge(speakers.to_pandas(), left_on="speaker_id", right_on="id", suffixes=("", "_of_speaker"))\n'
    "```"
)
_LIMITS = (
    "Labels were made by a program, not by people, where `review_status` is `unreviewed`: quotations are missed, "
    "spans and speakers are wrong in part. Read `confidence` and `flags` before a row is used, and the article "
    "before a person is quoted from it. A stance is that of the words quoted, not of the person, and holds for the "
    "conflict that the article is about. Roles and names are as the article gives them. The program is made for "
    "German news of today; other text is further from what it knows."
)
