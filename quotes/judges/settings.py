"""Which judge labels stance after the rules, and how it is reached: values that commands make and workers receive."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from quotes.errors import InputError
from quotes.judges.address import Address
from quotes.judges.prompt import PROMPT, prompt_sha256

PREFIX = "hf:"
Setting = str | int | float | bool


def default_cache() -> Path:
    """``$XDG_CACHE_HOME/quotes/stance``, under ``~/.cache`` where the variable is not set."""
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "quotes" / "stance"


@dataclass(frozen=True, slots=True)
class NliSettings:
    """A model of textual entailment: a Hugging Face id, one with ``@REVISION``, or a local folder.

    Raises InputError where ``model`` is empty or, as a commit or branch is asked for, the revision is.
    """

    model: str
    cache: Path | None = None
    batch_size: int = 16

    def __post_init__(self) -> None:
        if not self.name or (self.revision == "" and not self.is_folder):
            raise InputError(
                f"stance model {PREFIX + self.model!r}: expected hf:ORG/NAME, hf:ORG/NAME@REVISION or hf:FOLDER"
            )

    @property
    def is_folder(self) -> bool:
        """Whether the model lies on this machine."""
        return bool(self.model) and Path(self.model).is_dir()

    @property
    def name(self) -> str:
        """The id without revision, or the folder."""
        return self.model if self.is_folder else self.model.partition("@")[0]

    @property
    def revision(self) -> str | None:
        """The commit, tag or branch asked for, ``None`` for the newest."""
        _, at, revision = self.model.partition("@")
        return revision if at and not self.is_folder else None

    @property
    def shown(self) -> str:
        """The model's name without the folders above it."""
        return Path(self.model).resolve().name if self.is_folder else self.model

    def record(self) -> dict[str, Setting]:
        """What a manifest records of the judge; of a local model also a hash over its files."""
        from quotes.judges.nli import folder_sha256

        record: dict[str, Setting] = {"stance_judge": "nli", "stance_model": self.shown}
        if self.is_folder:
            record["stance_model_sha256"] = folder_sha256(Path(self.model))
        return record


@dataclass(frozen=True, slots=True)
class EndpointSettings:
    """An OpenAI-compatible server. ``address`` may hold a login; its ``repr`` does not show it.

    ``timeout`` (seconds) is for one whole request; a request is repeated up to ``retries`` times, first after about
    ``backoff`` seconds, then after twice as long each time. ``threads`` requests run at a time in each process. After
    ``give_up_after`` quotations in a row that the server failed on, the run stops. ``prices`` are for a million tokens
    in and out. ``cache`` is a folder, ``None`` for no cache.
    """

    address: Address
    model: str
    timeout: float = 60.0
    retries: int = 4
    backoff: float = 0.5
    threads: int = 4
    give_up_after: int = 5
    cache: Path | None = None
    prices: tuple[float, float] | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not self.model.strip():
            raise InputError("stance endpoint: got no model, expected its name on the server: --stance-endpoint-model")

    @property
    def shown(self) -> str:
        """The model's name."""
        return self.model

    def record(self) -> dict[str, Setting]:
        """What a manifest records of the judge: nothing of where the server is."""
        return {
            "stance_judge": "endpoint",
            "stance_model": self.model,
            "stance_prompt": PROMPT,
            "stance_prompt_sha256": prompt_sha256(),
        }


JudgeSettings = NliSettings | EndpointSettings
