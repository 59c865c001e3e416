"""Multi-word tokens: "im" is "in dem". A dictionary from the treebanks, completed, since the class is closed."""

from __future__ import annotations

import logging
from collections import Counter
from typing import Any

from quotes.train.treebank import Treebanks

log = logging.getLogger(__name__)

# The contractions of preposition and article (Duden, Die Grammatik), of which a treebank this small lacks some.
CONTRACTIONS = {
    "am": "an dem", "ans": "an das", "aufs": "auf das", "beim": "bei dem", "durchs": "durch das", "fürs": "für das",
    "hinterm": "hinter dem", "hinters": "hinter das", "im": "in dem", "ins": "in das", "überm": "über dem",
    "übers": "über das", "ums": "um das", "unterm": "unter dem", "unters": "unter das", "vom": "von dem",
    "vorm": "vor dem", "vors": "vor das", "zum": "zu dem", "zur": "zu der",
}  # fmt: skip


def expansions(banks: Treebanks) -> dict[str, str]:
    """Each multi-word token of the training data, lower case, with its most frequent words, and CONTRACTIONS."""
    counts: dict[str, Counter[str]] = {}
    for trees in banks.train.values():
        for tree in trees:
            words = {int(row.id): row.form for row in tree if row.is_word}
            for row in tree:
                if not row.is_word:
                    first, last = (int(part) for part in row.id.split("-"))
                    parts = " ".join(words[n] for n in range(first, last + 1)).lower()
                    counts.setdefault(row.form.lower(), Counter())[parts] += 1
    return {**{form: c.most_common(1)[0][0] for form, c in counts.items()}, **CONTRACTIONS}


def train(banks: Treebanks, *, seed: int = 1) -> Any:
    """Stanza's trainer with the dictionary in it; there is nothing to learn, so ``seed`` changes nothing."""
    from stanza.models import mwt_expander
    from stanza.models.mwt.trainer import Trainer
    from stanza.models.mwt.vocab import Vocab

    args = vars(mwt_expander.parse_args(["--lang", "de", "--shorthand", "de_quotes", "--dict_only", "--cpu"]))
    args.update(seed=seed, device="cpu")
    found = expansions(banks)
    vocab = Vocab(list(found.items()), "de")
    args["vocab_size"] = vocab.size
    trainer = Trainer(args=args, vocab=vocab, device="cpu")
    trainer.train_dict(list(found.items()))
    log.info("%d multi-word tokens", len(found))
    return trainer
