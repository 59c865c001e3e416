"""A treebank of a few sentences written for the tests, under the file names that the recipes read."""

from __future__ import annotations

from pathlib import Path

from quotes.train.treebank import FILES

GSD = """\
1	Der	der	DET	ART	Case=Nom|Definite=Def|Gender=Masc|Number=Sing|PronType=Art	2	det	_	_
2	Minister	Minister	NOUN	NN	Case=Nom|Gender=Masc|Number=Sing	3	nsubj	_	_
3	sagte	sagen	VERB	VVFIN	Mood=Ind|Number=Sing|Person=3|VerbForm=Fin	0	root	_	SpaceAfter=No
4	,	,	PUNCT	$,	_	7	punct	_	_
5	er	er	PRON	PPER	Case=Nom|Gender=Masc|Number=Sing|Person=3|PronType=Prs	7	nsubj	_	_
6	sei	sein	AUX	VAFIN	Mood=Sub|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin	7	cop	_	_
7	zufrieden	zufrieden	ADJ	ADJD	Degree=Pos	3	ccomp	_	SpaceAfter=No
8	.	.	PUNCT	$.	_	3	punct	_	_

1	Sie	sie	PRON	PPER	Case=Nom|Number=Sing|Person=3|PronType=Prs	2	nsubj	_	_
2	kam	kommen	VERB	VVFIN	Mood=Ind|Number=Sing|Person=3|Tense=Past|VerbForm=Fin	0	root	_	_
3-4	im	_	_	_	_	_	_	_	_
3	in	in	ADP	APPR	_	5	case	_	_
4	dem	der	DET	ART	Case=Dat|Definite=Def|Gender=Masc|Number=Sing|PronType=Art	5	det	_	_
5	Mai	Mai	NOUN	NN	Case=Dat|Gender=Masc|Number=Sing	2	obl	_	_
6	nach	nach	ADP	APPR	_	7	case	_	_
7	Rom	Rom	PROPN	NE	Case=Dat|Gender=Neut|Number=Sing	2	obl	_	SpaceAfter=No
8	.	.	PUNCT	$.	_	2	punct	_	_

1	``	``	PUNCT	$(	_	2	punct	_	SpaceAfter=No
2	Nein	nein	PART	PTKANT	_	5	ccomp	_	SpaceAfter=No
3	''	''	PUNCT	$(	_	2	punct	_	SpaceAfter=No
4	,	,	PUNCT	$,	_	5	punct	_	_
5	rief	rufen	VERB	VVFIN	Mood=Ind|Number=Sing|Person=3|Tense=Past|VerbForm=Fin	0	root	_	_
6	Anna	Anna	PROPN	NE	Case=Nom|Gender=Fem|Number=Sing	5	nsubj	_	SpaceAfter=No
7	.	.	PUNCT	$.	_	5	punct	_	_

"""
HDT = """\
1	Das	der	PRON	PDS	Case=Nom|Gender=Neut|Number=Sing|PronType=Dem	2	nsubj	_	_
2	käme	kommen	VERB	VVFIN	Mood=Ind|Number=Sing|Person=3|Tense=Past	0	root	_	_
3	"	"	PUNCT	$(	_	4	punct	_	_
4	spät	spät	ADJ	ADJD	Degree=Pos|Variant=Short	2	advmod	_	_
5	"	"	PUNCT	$(	_	4	punct	_	_
6	,	,	PUNCT	$,	PunctType=Comm	8	punct	_	_
7	ihr	ihr	DET	PPOSAT	Number=Sing|Poss=Yes	8	det	_	_
8	Haus	Haus	NOUN	NN	Case=Nom|Number=Sing	2	nmod:poss	_	_
9	.	.	PUNCT	$.	PunctType=Peri	2	punct	_	_

1	Wir	wir	PRON	PPER	Case=Nom|Number=Plur|Person=1|PronType=Prs	2	nsubj	_	_
2	warten	warten	VERB	VVFIN	Mood=Ind|Number=Plur|Person=1|Tense=Pres	0	root	_	_
3	.	.	PUNCT	$.	PunctType=Peri	2	punct	_	_

"""
BROKEN = """\
1	Kein	kein	DET	PIAT	_	2	det	_	_
2	Baum	Baum	NOUN	NN	_	1	root	_	_

"""


def write(folder: Path) -> Path:
    """Write the files of all treebanks into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    pud = GSD.replace("VVFIN", "VBC").replace("|VerbForm=Fin", "")
    for source, text in {"gsd": GSD * 3, "pud": pud, "hdt": HDT, "test": GSD}.items():
        for name in FILES[source]:
            (folder / name).write_text(text + BROKEN, encoding="utf-8")
    return folder
