"""The stages in their order, and the runner: a loop over stages that lets one bad document fail alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar, runtime_checkable

from quotes.document import Article, Document
from quotes.errors import DocumentError, InputError, ServiceError
from quotes.judges.settings import EndpointSettings, JudgeSettings
from quotes.judges.spending import Spending
from quotes.resources import model_folder, own_model_folder

if TYPE_CHECKING:
    from quotes.judges.question import Judge
    from quotes.target import Target

DETECTORS = ("rules", "learned")
STANCES = ("rules", "learned")
_OWN = "learned:"
# The stages that find quotations and their speakers' mentions; every detector's stages bear one of these names.
FINDERS = ("detect", "attribute")

Result = Document | DocumentError
Item = Article | Document | DocumentError


class Stage(Protocol):
    """A step of the pipeline: documents in, the same documents in the same order out, with more in them."""

    name: str

    def __call__(self, documents: Sequence[Document]) -> list[Document]:
        """Return one document for each given one, in their order."""
        ...


@runtime_checkable
class Spender(Protocol):
    """A stage that costs something beside time."""

    def take_spending(self) -> Spending:
        """What was spent since this was last asked."""
        ...


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides the output of a pipeline, apart from the code and the bundled models.

    ``parser`` is ``bundled``, ``stanza`` or ``stanza:PACKAGE``; ``detector`` is one of DETECTORS, or
    ``learned:FOLDER`` with the folder of an own model; ``target`` is the name of a bundled stance target or the path
    of a target file; ``stance`` is one of STANCES, or ``learned:FOLDER`` with the folder of an own model; ``judge``
    labels stance after that, ``None`` leaves it there.
    """

    parser: str = "bundled"
    detector: str = "learned"
    target: str = "intervention"
    stance: str = "learned"
    judge: JudgeSettings | None = None

    def __post_init__(self) -> None:
        for name, value, known in (("detector", self.detector, DETECTORS), ("stance", self.stance, STANCES)):
            own = value.startswith(_OWN) and value != _OWN
            if not own and value not in known:
                expected = ", ".join((*known, f"{_OWN}FOLDER"))
                raise InputError(f"{name} {value!r}: expected one of {expected}")

    def own_model(self) -> Path | None:
        """The folder of the own quotation parser; None where the settings name none.

        Raises InputError where it holds none.
        """
        return _own_model(self.detector, "quotation-parser")

    def stance_model(self) -> Path | None:
        """The folder of the stance model; None where rules label stance.

        Raises InputError where an own folder holds none, ResourceError where the bundled one is missing.
        """
        own = _own_model(self.stance, "stance")
        return own or (model_folder("stance") if self.stance == "learned" else None)

    def as_dict(self) -> dict[str, str | int | float | bool]:
        """The settings by name, as the manifest records them; a file or folder by its name, not its place, and of a
        judge what decides its answers, not where it is.
        """
        names = {"detector": _public(self.detector), "stance": _public(self.stance)}
        settings = {**asdict(self), **names, "target": Path(self.target).stem}
        del settings["judge"]
        return settings | (self.judge.record() if self.judge else {})

    def models(self) -> dict[str, Path]:
        """The folders of the models that the settings use, by the names under which they are recorded.

        Raises InputError where an own model is none, ResourceError where a bundled one is missing.
        """
        own, stance = self.own_model(), self.stance_model()
        found = {"german": model_folder("german")} if self.parser == "bundled" else {}
        if own:
            found[_public(self.detector).replace("learned", "quotation-parser", 1)] = own
        elif self.detector == "learned":
            found["quotation-parser"] = model_folder("quotation-parser")
        if stance:
            found[_public(self.stance).replace("learned", "stance", 1)] = stance
        return found


def _own_model(value: str, recipe: str) -> Path | None:
    return own_model_folder(value.removeprefix(_OWN), recipe) if value.startswith(_OWN) else None


def _public(value: str) -> str:
    """A detector or stance setting, an own model's folder by its name."""
    if not value.startswith(_OWN):
        return value
    return _OWN + Path(value.removeprefix(_OWN)).expanduser().resolve().name


def stages(settings: Settings) -> list[Stage]:
    """The stages that the settings ask for, loaded, in their order.

    Raises ResourceError where a model is missing or broken, InputError for a broken target file, no own model, or a
    judge that cannot be had.
    """
    from quotes.stages.flag import Flagger
    from quotes.stages.parse import Parse
    from quotes.stages.resolve import Resolver
    from quotes.stages.role import RoleLabeler
    from quotes.target import load

    target = load(settings.target)  # first: a broken target file should not wait for the models
    judges = judge_stages(settings.judge, target)  # neither should a judge that cannot be had,
    finders = _quotation_stages(settings)  # nor the folder of an own model
    return [
        Parse(settings.parser),
        *finders,
        Resolver(),
        RoleLabeler(),
        stance_stage(settings, target),
        *judges,
        Flagger(),
    ]


def stance_stage(settings: Settings, target: Target) -> Stage:
    """The stage that labels stance before any judge.

    Raises ResourceError or InputError where its model is missing or broken.
    """
    from quotes.stages.stance import StanceLabeler

    folder = settings.stance_model()
    if folder is None:
        return StanceLabeler(target)
    from quotes.linear.stance_model import load

    return StanceLabeler(target, load(folder))


def judge_stages(settings: JudgeSettings | None, target: Target) -> list[Stage]:
    """The stage of a judge, none where stance is left to the rules.

    Raises InputError where the judge or its cache cannot be had.
    """
    if settings is None:
        return []
    from quotes.judges.cache import Cache
    from quotes.stages.stance_judge import StanceJudge

    cache = Cache(settings.cache) if settings.cache else None
    return [StanceJudge(_judge(settings, target), target, cache)]


def _judge(settings: JudgeSettings, target: Target) -> Judge:
    from quotes.judges.endpoint import EndpointJudge
    from quotes.judges.nli import NliJudge

    return EndpointJudge(settings, target) if isinstance(settings, EndpointSettings) else NliJudge(settings, target)


def _quotation_stages(settings: Settings) -> list[Stage]:
    from quotes.stages.attribute import RuleAttributor
    from quotes.stages.detect import RuleDetector

    rules: list[Stage] = [RuleDetector(), RuleAttributor()]
    if settings.detector == "rules":
        return rules
    from quotes.stages.quotation_parser import QuotationParser

    return [*rules, QuotationParser(settings.own_model())]


class Pipeline:
    """German text in, documents with quotations, speakers, roles and stances out.

    Models are loaded at first use and kept. A pipeline pickles as its settings, so that it can be handed to another
    process, which loads the models anew.
    """

    def __init__(self, settings: Settings | None = None, *, batch_size: int = 32) -> None:
        self.settings = settings or Settings()
        self.batch_size = batch_size
        self._stages: list[Stage] | None = None

    def __reduce__(self) -> tuple[Callable[[Settings, int], Pipeline], tuple[Settings, int]]:
        return _rebuild, (self.settings, self.batch_size)

    def load(self) -> Pipeline:
        """Load the models now rather than at first use; returns the pipeline."""
        if self._stages is None:
            self._stages = stages(self.settings)
        return self

    def take_spending(self) -> Spending:
        """What stages spent on services, in this process, since this was last asked."""
        spenders = (stage for stage in self._stages or [] if isinstance(stage, Spender))
        return sum((stage.take_spending() for stage in spenders), Spending())

    def extract(self, text: str | Article) -> Document:
        """The document of one text or article.

        Raises DocumentError where a stage fails.
        """
        return self.extract_batch([text])[0]

    def extract_batch(self, texts: Sequence[str | Article]) -> list[Document]:
        """One document for each text or article, in their order; plain texts get the ids ``text-1``, ``text-2`` ...

        Raises DocumentError for the first text at which a stage fails; ``run`` goes on instead.
        """
        articles = [t if isinstance(t, Article) else Article(f"text-{i}", t) for i, t in enumerate(texts, 1)]
        documents = []
        for result in self.run(articles):
            if isinstance(result, DocumentError):
                raise result
            documents.append(result)
        return documents

    def run(self, items: Iterable[Item]) -> Iterator[Result]:
        """One document, or the error that it failed with, for each article, in their order, batch by batch.

        What is done already (a finished document) or failed already (an article that could not be read) passes
        through in its place. Raises ServiceError where a service that all need fails.
        """
        self.load()
        for batch in batches(items, self.batch_size):
            new = [Document(item, notes=item.notes) for item in batch if isinstance(item, Article)]
            results = iter(_through(self._stages or [], new))
            yield from [next(results) if isinstance(item, Article) else item for item in batch]

    def label(self, documents: Iterable[Document]) -> Iterator[Result]:
        """The same quotations with names, roles, stances and flags, for documents that bring their quotations.

        Of a quotation its type, spans, cue, frame, addressee and speaker mention are taken as they stand; the text is
        parsed, nothing is detected. One document, or the error that it failed with, for each, in their order.
        """
        self.load()
        labellers = [stage for stage in self._stages or [] if stage.name not in FINDERS]
        for batch in batches(documents, self.batch_size):
            yield from _through(labellers, batch)


def _rebuild(settings: Settings, batch_size: int) -> Pipeline:
    return Pipeline(settings, batch_size=batch_size)


def _through(stages: Sequence[Stage], documents: Sequence[Document]) -> list[Result]:
    """The documents after all stages, each as it came out or failed, in their order."""
    under_way: dict[int, Result] = dict(enumerate(documents))
    for stage in stages:
        alive = {i: d for i, d in under_way.items() if isinstance(d, Document)}
        under_way |= zip(alive, _apply(stage, list(alive.values())), strict=True)
    return list(under_way.values())


def _apply(stage: Stage, documents: list[Document]) -> list[Result]:
    """The stage on all documents; where it fails, on each alone, so that only the bad ones are lost."""
    if not documents:
        return []
    try:
        return list(stage(documents))
    except ServiceError:  # what all documents need is not there
        raise
    except Exception as error:  # whatever a stage trips over must not stop the other documents
        if len(documents) == 1:
            return [DocumentError(documents[0].article.id, stage.name, f"{type(error).__name__}: {error}")]
    return [outcome for document in documents for outcome in _apply(stage, [document])]


T = TypeVar("T")


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of ``size``, the last one shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
