"""A stage that does what an article says, in all processes that a pipeline of these settings comes to."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable, Sequence
from multiprocessing import parent_process
from pathlib import Path
from typing import Any

import quotes.pipeline
from quotes.document import Document
from quotes.errors import ServiceError
from quotes.pipeline import Settings, Stage

FAILS = "Hier geht etwas schief."
NO_SERVICE = "Hier antwortet ein Dienst nicht, den alle brauchen."
#: The parent of the worker, an actor's process, is killed; once only where a file is named, which then has its number.
KILLS = "Hier stirbt der Aktor."
KILLS_ONCE = "Hier stirbt der Aktor, bis es das gibt: {}"
#: The worker makes a file in the folder, named with the number of its node's process, in it that of its actor's, and
#: waits for the file GO_ON.
WAITS = "Hier wird gewartet in: „{}“"
GO_ON = "go on"
_real = quotes.pipeline.stages


class Danger:
    """Fails, waits, or kills the actor above; in a process without a parent nobody waits or dies."""

    name = "danger"

    def __call__(self, documents: Sequence[Document]) -> list[Document]:
        for document in documents:
            if FAILS in document.text:
                raise ValueError("this one alone")
            if NO_SERVICE in document.text:
                raise ServiceError("the judge does not answer")
            if parent_process() and (found := re.search(WAITS.format("(.+)"), document.text)):
                _wait(Path(found[1]))
            once = re.search(KILLS_ONCE.format(r"(\S+)"), document.text)
            if parent_process() and (KILLS in document.text or (once and not Path(once[1]).exists())):
                if once:
                    Path(once[1]).write_text(str(os.getppid()))
                os.kill(os.getppid(), signal.SIGKILL)
        return list(documents)


def _wait(folder: Path) -> None:
    actor = Path(f"/proc/{os.getppid()}/stat").read_text()
    beside = folder / f"{os.getpid()}.writing"
    beside.write_text(str(os.getppid()))
    beside.replace(folder / actor.rsplit(")", 1)[1].split()[1])
    deadline = time.monotonic() + 30
    while not (folder / GO_ON).exists() and time.monotonic() < deadline:
        time.sleep(0.02)


def stages(settings: Settings) -> list[Stage]:
    """The real ones, and the danger before them."""
    return [Danger(), *_real(settings)]


class Dangerous(Settings):
    """Settings that bring the stage with them."""

    def __reduce__(self) -> tuple[Callable[..., Settings], tuple[str, dict[str, Any]]]:
        return brought, ("Dangerous", {name: getattr(self, name) for name in Settings.__dataclass_fields__})


class Elsewhere(Settings):
    """Settings that are others on a node, as where it has another version of the package."""

    def __reduce__(self) -> tuple[Callable[..., Settings], tuple[str, dict[str, Any]]]:
        return brought, ("Settings", {"parser": self.parser, "detector": "rules", "stance": "rules"})


def brought(kind: str, settings: dict[str, Any]) -> Settings:
    """The settings, in the process that got them."""
    quotes.pipeline.stages = stages
    return Dangerous(**settings) if kind == "Dangerous" else Settings(**settings)
