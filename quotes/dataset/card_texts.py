"""What the dataset card says of every dataset: what labels and columns mean, and where the limits are."""

from __future__ import annotations

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

FLAG_MEANINGS = {
    "not_german": "the document does not read as German",
    "unresolved_speaker": "no words were found that name the speaker",
    "pronoun_unresolved": "the speaker is a pronoun, and nobody was found that it stands for",
    "ambiguous_name": "a surname or office fits several people of the article",
    "doubtful_name": "a name was given although another stood nearly as near, or the words fit loosely",
    "stray_mark": "a quotation mark has no partner, so that the end was guessed",
    "low_confidence": "quotation or speaker are improbable",
    "long_span": "a very long stretch, which may be several quotations",
    "nested": "somebody's words inside another speaker's quotation",
    "stance_uncertain": "a position rests on little",
    "stance_conflict": "words on both sides, or two labellers on opposite sides",
    "stance_context": "what carries the label stands outside the quotation, or the target is not named in it",
    "stance_failed": "the judge that was asked gave no answer: the label is empty",
}

COLUMNS = (
    "Offsets (`*_spans`, `stance_evidence`) are Unicode code points into the document's `text`, end exclusive. "
    "`speaker` is the mention at the quotation, `speaker_name` the fullest name in the article, null where none is "
    "given or it could not be told. `confidence` is the probability that the quotation and its speaker are right, "
    "`signals` say what in the text shows the quotation, `flags` why somebody should look at the row. "
    "`parent_id` is the quotation that a row is nested in. `published` is in UTC; where the input gave less than a "
    "day, missing parts are the first, and the date as given stands in `provenance`."
)
SPEAKERS = (
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
LIMITS = (
    "Labels were made by a program, not by people, where `review_status` is `unreviewed`: quotations are missed, "
    "spans and speakers are wrong in part. Read `confidence` and `flags` before a row is used, and the article "
    "before a person is quoted from it. A stance is that of the words quoted, not of the person, and holds for the "
    "conflict that the article is about. Roles and names are as the article gives them. The program is made for "
    "German news of today; other text is further from what it knows."
)
