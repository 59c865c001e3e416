"""A dataset to the Hugging Face Hub: checked, in one commit, then tagged with its version."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quotes.dataset.check import check
from quotes.dataset.recipe import file_sha256
from quotes.dataset.replace import NOT_PUBLISHED, OF_A_VERSION, VERSIONS
from quotes.dataset.shards import read_rows
from quotes.errors import DatasetError, InputError, ServiceError
from quotes.publish import rights
from quotes.publish.offsets import ORIGINAL, dataset_manifest, is_offsets, read_offsets

if TYPE_CHECKING:
    from huggingface_hub import HfApi

#: Files of a dataset's folder that people write and that belong to it.
OF_PEOPLE = re.compile(r"(LICEN[CS]E|NOTICE)(\.(md|txt))?|CITATION\.cff", re.IGNORECASE)
_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
_TAG = re.compile(r"v(\d+)\.(\d+)\.(\d+)")
#: Problems of an invalid dataset that the refusal names.
NAMED = 5


@dataclass(frozen=True, slots=True)
class Plan:
    """What a push would do: files to upload (path and bytes), files of the repository to delete, files of the folder
    that stay here, the tag, and why it is refused, if it is. ``licences`` counts articles whose text goes along.
    ``head`` is the commit that the new one follows; ``None`` where there is no repository yet. ``unknown`` says what
    could not be asked of the Hub.
    """

    folder: Path
    repository: str
    version: str
    files: tuple[tuple[str, int], ...]
    deletions: tuple[str, ...]
    left: tuple[str, ...]
    licences: tuple[tuple[str, int], ...]
    refusals: tuple[str, ...]
    head: str | None = None
    unknown: str | None = None

    @property
    def tag(self) -> str:
        """The version's tag."""
        return f"v{self.version}"


@dataclass(frozen=True, slots=True)
class _Remote:
    """A repository as it is: its last commit, tags and files; nothing of one that is not there."""

    head: str | None = None
    tags: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()


def plan(folder: Path, repository: str, api: HfApi, *, allowed: Collection[str] = (), dry: bool = False) -> Plan:
    """Check a dataset folder, or an export without text, and say what a push would do. Nothing is sent.

    ``allowed`` names licences whose articles may be passed on all the same. ``dry``: where the Hub cannot be asked,
    that is said, not raised.

    Raises InputError for a name that is no ORG/NAME, DatasetError where the folder is no dataset, ServiceError where
    the Hub cannot be reached or refuses.
    """
    if not _REPOSITORY.fullmatch(repository):
        raise InputError(f"got the repository {repository!r}, expected ORG/NAME, such as my-lab/interventions")
    version, names = _contents(folder)
    remote, unknown = _Remote(), None
    try:
        remote = _remote(api, repository)
    except ServiceError as error:
        if not dry:
            raise
        unknown = str(error)
    licences = rights.count(row["licence"] for row in _texts(folder))
    refusals = [*_invalid(folder), *_unlicensed(licences, allowed), *_tagged(repository, version, remote.tags)]
    return Plan(
        folder=folder,
        repository=repository,
        version=version,
        files=tuple((name, (folder / name).stat().st_size) for name in names),
        deletions=tuple(sorted(name for name in remote.files - set(names) if _is_managed(name))),
        left=tuple(_left(folder, names)),
        licences=tuple((name or rights.UNSTATED, n) for name, n in licences.most_common()),
        refusals=tuple(refusals),
        head=remote.head,
        unknown=unknown,
    )


def push(planned: Plan, api: HfApi, *, private: bool | None = None) -> str:
    """Upload what is planned in one commit, make sure that all is there, and tag it; the address of the commit.

    A run that was interrupted between commit and tag is completed by the next one. ``private``: how a repository that
    is not there yet is made (``None``: as the organisation has it).

    Raises DatasetError where the plan is refused or a file was changed since, ServiceError where the Hub fails, or
    another commit came in between: then nothing is tagged.
    """
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    if planned.refusals:
        raise DatasetError(f"{planned.folder}: is not pushed: {'; '.join(planned.refusals)}")
    repository, kind = planned.repository, "dataset"
    operations: list[Any] = [
        CommitOperationAdd(path_in_repo=name, path_or_fileobj=planned.folder / name) for name, _ in planned.files
    ]
    operations += [CommitOperationDelete(path_in_repo=name, is_folder=False) for name in planned.deletions]
    with _service(repository):
        if planned.head is None:
            api.create_repo(repository, repo_type=kind, private=private, exist_ok=True)
        commit = api.create_commit(
            repository,
            operations,
            commit_message=f"Version {planned.version}",
            repo_type=kind,
            parent_commit=planned.head,
        )
        there = set(api.list_repo_files(repository, repo_type=kind, revision=commit.oid))
        missing = [name for name, _ in planned.files if name not in there]
        if missing:
            raise ServiceError(
                f"{repository}: got a commit without {', '.join(missing[:3])} (a .gitignore of the repository?), "
                "expected all files; nothing was tagged: correct it and push again"
            )
        api.create_tag(
            repository, tag=planned.tag, repo_type=kind, revision=commit.oid, tag_message=f"Version {planned.version}"
        )
    return str(commit.commit_url)


def _contents(folder: Path) -> tuple[str, list[str]]:
    """The version of a folder, and the files that go."""
    if is_offsets(folder):
        about = read_offsets(folder)
        original = sorted(p.relative_to(folder).as_posix() for p in (folder / ORIGINAL).iterdir())
        own, version = [*original, *about["files"]], str(about["version"])
    else:
        manifest = dataset_manifest(folder)
        own, version = list(manifest.files), manifest.version
    top = [p.name for p in folder.iterdir() if p.is_file() and _goes(p.name)]
    names = sorted([*top, *own])
    missing = [name for name in names if not (folder / name).is_file()]
    if missing:
        raise DatasetError(f"{folder / missing[0]}: is missing; expected the files that the manifest names; restore it")
    return version, names


def _goes(name: str) -> bool:
    """Whether a file at the top of a folder goes."""
    return (name in OF_A_VERSION and name not in NOT_PUBLISHED) or bool(OF_PEOPLE.fullmatch(name))


def _is_managed(name: str) -> bool:
    return name.startswith(("data/", f"{ORIGINAL}/")) or _goes(name) or name in NOT_PUBLISHED


def _left(folder: Path, names: list[str]) -> Iterator[str]:
    top = {name.split("/")[0] for name in names}
    for path in sorted(folder.iterdir()):
        if path.name not in top:
            yield f"{path.name}/" if path.is_dir() else path.name


def _invalid(folder: Path) -> Iterator[str]:
    if is_offsets(folder):
        return  # its hashes are checked, and the dataset that it was made from was checked when it was built
    problems = check(folder).problems
    if problems:
        named = "; ".join(map(str, problems[:NAMED]))
        yield f"it is invalid, with {len(problems)} errors ({named}); quotes validate {folder} lists them"
    manifest = dataset_manifest(folder)
    for name, entry in manifest.files.items():
        if (folder / name).is_file() and file_sha256(folder / name) != entry.sha256 and not problems:
            yield f"{name} was changed after it was built"


def _texts(folder: Path) -> Iterator[dict[str, Any]]:
    """The documents whose text goes along."""
    if not is_offsets(folder):
        yield from read_rows(folder, "documents")


def _unlicensed(licences: dict[str | None, int], allowed: Collection[str]) -> Iterator[str]:
    found = rights.forbidden(licences, allowed)
    if found:
        listed = ", ".join(f"{name!r} ({number} articles)" for name, number in found.items())
        options = " ".join(f'--allow-licence "{name}"' for name in found)
        yield (
            f"these licences are not known to allow that texts are passed on: {listed}; push an export without text "
            f"(quotes export --offsets-only), or, where you have the right, say so: {options}"
        )


def _tagged(repository: str, version: str, tags: Collection[str]) -> Iterator[str]:
    if f"v{version}" in tags:
        yield f"{repository} has the tag v{version} already, and a tagged version never changes; build the next one"
        return
    numbers = [tuple(map(int, match.groups())) for tag in tags if (match := _TAG.fullmatch(tag))]
    if numbers and tuple(map(int, version.split("."))) < max(numbers):
        newest = ".".join(map(str, max(numbers)))
        yield f"{repository} has v{newest} already, which is newer than {version}; push versions from the oldest on"


def earlier_versions(planned: Plan) -> tuple[str, ...]:
    """Versions that the folder keeps: they do not go along, each is pushed by itself."""
    kept = planned.folder / VERSIONS
    return tuple(sorted(p.name for p in kept.iterdir())) if kept.is_dir() else ()


def _remote(api: HfApi, repository: str) -> _Remote:
    from huggingface_hub.errors import RepositoryNotFoundError

    with _service(repository):
        try:
            info = api.repo_info(repository, repo_type="dataset")
        except RepositoryNotFoundError:
            return _Remote()
        refs = api.list_repo_refs(repository, repo_type="dataset")
        files = api.list_repo_files(repository, repo_type="dataset")
        return _Remote(info.sha, frozenset(tag.name for tag in refs.tags), frozenset(files))


_ADVICE = "expected a token that may write there in HF_TOKEN, or from hf auth login"


@contextmanager
def _service(repository: str) -> Iterator[None]:
    """Errors of the Hub, and of the way to it, as ServiceError."""
    from huggingface_hub import errors

    # Not exported by name: the client's own error, of which HfHubHTTPError is one.
    connection: type[Exception] = getattr(errors, "HTTPError", errors.HfHubHTTPError)

    where = f"{repository}: the Hub"
    try:
        yield
    except errors.OfflineModeIsEnabled as error:
        raise ServiceError(f"{where} cannot be asked: HF_HUB_OFFLINE is set; unset it") from error
    except errors.LocalTokenNotFoundError as error:
        raise ServiceError(f"{where} wants a token: {_ADVICE}") from error
    except errors.HFValidationError as error:
        raise InputError(f"{repository}: is no name for the Hub: {error}") from error
    except errors.HfHubHTTPError as error:
        status = error.response.status_code
        advice = {401: _ADVICE, 403: _ADVICE, 409: _AGAIN, 412: _AGAIN}.get(status, "nothing was tagged: try again")
        said = (error.server_message or str(error)).strip().splitlines()
        raise ServiceError(f"{where} answered {status} ({said[0] if said else 'no reason'}); {advice}") from error
    except (connection, ConnectionError) as error:
        raise ServiceError(f"{where} cannot be reached ({error}); check the network and HF_ENDPOINT") from error


_AGAIN = "somebody else pushed meanwhile, and nothing was tagged: push again"
