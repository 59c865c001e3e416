"""A chat model behind an OpenAI-compatible server (vLLM, Ollama, a hosted one) as judge of stance."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any

from quotes.errors import InputError, ServiceError
from quotes.judges.answer import WrongAnswerError, read_answer, wire_schema
from quotes.judges.connection import Connection, FailedRequestError
from quotes.judges.prompt import PROMPT, Messages, StancePrompt, prompt_sha256
from quotes.judges.question import Failure, Outcome, Question
from quotes.judges.settings import EndpointSettings
from quotes.judges.spending import Meter, Spending
from quotes.judges.threads import in_order
from quotes.target import Target

KEY_VARIABLE = "QUOTES_STANCE_API_KEY"
SEED = 1
LONGEST_ANSWER = 2000  # tokens, with room for a model that reasons first
_UNSUPPORTED = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.NOT_IMPLEMENTED})
_RESUME = "The same command goes on from there; answers that came are in the cache."


class _ServerFailure(Failure):
    """A failure of the server rather than of one answer."""


class EndpointJudge:
    """Asks a server about each quotation, several at a time.

    The key comes from the environment variable QUOTES_STANCE_API_KEY alone. Raises InputError where it cannot be sent.
    """

    kind = "endpoint"
    version = PROMPT

    def __init__(self, settings: EndpointSettings, target: Target) -> None:
        self.model = settings.model
        self._settings = settings
        self._target = target
        self._prompt = StancePrompt(target)
        self._connection = Connection(
            settings.address,
            _authorization(settings),
            timeout=settings.timeout,
            retries=settings.retries,
            backoff=settings.backoff,
        )
        self._meter = Meter()
        self._form = 0  # how much of the request the server understands; see _body
        self._answered = False
        self._failed_in_a_row = 0

    def digest(self, question: Question) -> str:
        """SHA-256 over judge, model, prompt, target and question."""
        parts = [self.kind, self.model, prompt_sha256(), str(SEED), self._target.name]
        parts += [message["content"] for message in self._prompt.messages(question)]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def take_spending(self) -> Spending:
        """Requests and tokens since this was last asked."""
        return self._meter.take()

    def ask(self, questions: Sequence[Question]) -> Iterator[Outcome]:
        """One outcome for each question, in their order.

        Raises ServiceError where the server refuses or cannot be reached before it has answered once, and after
        ``give_up_after`` questions in a row that it failed on.
        """
        stopped = threading.Event()
        try:
            for outcome in in_order(lambda q: self._one(q, stopped), questions, self._settings.threads, stopped):
                if isinstance(outcome, _ServerFailure):
                    self._count_failure(outcome)
                else:
                    self._failed_in_a_row = 0
                yield outcome
        finally:
            stopped.set()

    def _count_failure(self, failure: Failure) -> None:
        self._failed_in_a_row += 1
        if self._failed_in_a_row >= self._settings.give_up_after:
            raise self._give_up(f"{self._failed_in_a_row} quotations in a row failed, the last: {failure.reason}")

    def _one(self, question: Question, stopped: threading.Event) -> Outcome:
        messages = self._prompt.messages(question)
        try:
            content = self._content(messages, stopped)
            try:
                return read_answer(content)
            except WrongAnswerError as error:
                return read_answer(self._content(self._prompt.again(messages, str(error)), stopped))
        except WrongAnswerError as error:
            return Failure(f"the answer was wrong twice: {error}")
        except FailedRequestError as error:
            fatal = error.trouble in ("unreachable", "refused") and not self._answered
            if fatal and error.status not in _UNSUPPORTED:
                raise self._give_up(str(error)) from error
            return _ServerFailure(str(error))
        except _NoCompletionError as error:
            return _ServerFailure(str(error))

    def _content(self, messages: Messages, stopped: threading.Event) -> str:
        """The text that the model answers, asked for in the fullest form that the server understands."""
        form = self._form
        while True:
            try:
                body = json.dumps(self._body(messages, form)).encode()
                reply, requests = self._connection.post(body, stopped, patient=self._answered)
            except FailedRequestError as error:
                self._meter.add(Spending(requests=error.requests, retries=error.requests - 1))
                if error.status not in _UNSUPPORTED or form == len(_FORMS) - 1:
                    raise
                form += 1
                continue
            self._meter.add(Spending(requests=requests, retries=requests - 1))
            content, spent = _completion(reply)
            self._meter.add(spent)
            self._form, self._answered = form, True
            return content

    def _body(self, messages: Messages, form: int) -> dict[str, Any]:
        body: dict[str, Any] = {"model": self.model, "messages": messages, "stream": False}
        if "sampling" in _FORMS[form]:
            body |= {"temperature": 0, "seed": SEED, "max_tokens": LONGEST_ANSWER}
        if "schema" in _FORMS[form]:
            answer = {"name": "stance", "strict": True, "schema": wire_schema()}
            body["response_format"] = {"type": "json_schema", "json_schema": answer}
        return body

    def _give_up(self, reason: str) -> ServiceError:
        return ServiceError(
            f"stance endpoint {self._settings.address.shown}, model {self.model!r}: {reason}. Expected an "
            f"OpenAI-compatible server that has this model: start it, or correct --stance-endpoint, "
            f"--stance-endpoint-model, the key in {KEY_VARIABLE}, or --stance-timeout. {_RESUME}"
        )


# What a request holds beside model and messages, from what is best to what every server takes.
_FORMS = (frozenset({"sampling", "schema"}), frozenset({"sampling"}), frozenset[str]())


class _NoCompletionError(Exception):
    """A reply is no chat completion."""


def _completion(reply: bytes) -> tuple[str, Spending]:
    """The text of the first choice, and the tokens that the server counted."""
    try:
        value = json.loads(reply)
        content = value["choices"][0]["message"]["content"]
    except (ValueError, RecursionError, LookupError, TypeError) as error:
        raise _NoCompletionError("the reply is no chat completion in JSON") from error
    usage = value.get("usage")
    tokens = [usage.get(name) if isinstance(usage, dict) else None for name in ("prompt_tokens", "completion_tokens")]
    if all(isinstance(n, int) and n >= 0 for n in tokens):
        spent = Spending(tokens_in=int(tokens[0] or 0), tokens_out=int(tokens[1] or 0))
    else:
        spent = Spending(uncounted=1)
    return content if isinstance(content, str) else "", spent


def _authorization(settings: EndpointSettings) -> str:
    """The header that proves who asks; of a key that is not right, nothing is said but that."""
    key = os.environ.get(KEY_VARIABLE, "").strip()
    if key and not (key.isascii() and key.isprintable() and " " not in key):
        raise InputError(f"{KEY_VARIABLE}: expected a key of visible ASCII characters; set it anew")
    if key and settings.address.login:
        raise InputError(f"stance endpoint: got a login in the URL and a key in {KEY_VARIABLE}; remove one of them")
    return f"Bearer {key}" if key else settings.address.login
