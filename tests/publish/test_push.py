"""Push: what goes, what stays, what is refused; one commit, then the tag, and nothing half-done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
from huggingface_hub import HfApi

from quotes.dataset.layout import Layout
from quotes.errors import DatasetError, InputError, ServiceError
from quotes.publish.offsets import export_offsets
from quotes.publish.push import Plan, plan, push
from tests.publish.examples import articles, dataset
from tests.publish.hub import TOKEN, FakeApi, Repository, serving

NAME = "my-lab/interventions"


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hf_cache: Path) -> Path:
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", hf_cache)
    folder = dataset(tmp_path / "made", articles(tmp_path / "in"))
    (folder / "errors.jsonl").write_text('{"doc_id": "x", "stage": "read", "reason": "/home/me/x.txt is empty"}\n')
    (folder / "reviews").mkdir()
    (folder / "reviews" / "anna.jsonl").write_text("{}\n")
    (folder / "LICENSE").write_text("terms")
    (folder / "draft.txt").write_text("not for others")
    return folder


def planned(folder: Path, api: FakeApi, **options: Any) -> Plan:
    return plan(folder, NAME, cast(HfApi, api), **options)


def pushed(folder: Path, api: FakeApi, **options: Any) -> str:
    return push(planned(folder, api, **options), cast(HfApi, api))


def test_a_version_goes_and_is_tagged(made: Path) -> None:
    """Data, card, manifest, changelog and licence go; errors, reviews and other files stay."""
    api = FakeApi()
    assert pushed(made, api).startswith("https://hub.example/")
    repository = api.repositories[NAME]
    expected = {
        ".gitattributes",
        "README.md",
        "CHANGELOG.md",
        "LICENSE",
        "manifest.json",
        *(f"data/{config}/part-00000.jsonl" for config in ("documents", "quotations", "speakers")),
    }
    assert set(repository.files) == expected
    assert repository.files["manifest.json"] == (made / "manifest.json").read_bytes()
    assert repository.tags == {"v1.0.0": repository.head}
    assert len(repository.commits) == 2
    assert planned(made, FakeApi()).left == ("draft.txt", "errors.jsonl", "reviews/")


def test_the_next_version_deletes_what_is_gone(made: Path, tmp_path: Path) -> None:
    """Files of the version before go, files that others put into the repository stay; versions/ is not sent."""
    api = FakeApi()
    pushed(made, api)
    api.repositories[NAME].commit({"picture.png": b"x"}, [])
    dataset(made, tmp_path / "in", Layout(splits=(("train", 0.5), ("test", 0.5)), compress=True))
    assert (made / "versions" / "1.0.0").is_dir()
    pushed(made, api)
    repository = api.repositories[NAME]
    assert {p for p in repository.files if p.startswith("data/documents")} == {
        "data/documents/test-00000.jsonl.gz",
        "data/documents/train-00000.jsonl.gz",
    }
    assert "picture.png" in repository.files
    assert not [p for p in repository.files if p.startswith("versions")]
    assert set(repository.tags) == {"v1.0.0", "v1.1.0"}
    assert "data/documents/part-00000.jsonl" in repository.at("v1.0.0")


def test_refusals(made: Path, tmp_path: Path) -> None:
    """A tagged version, an older one than the newest, an invalid dataset, closed licences: all reasons are told."""
    api = FakeApi({NAME: Repository(tags={"v1.0.0": "x"})})
    assert "has the tag v1.0.0 already" in planned(made, api).refusals[0]
    api = FakeApi({NAME: Repository(tags={"v1.2.0": "x", "main-backup": "y"})})
    assert "has v1.2.0 already, which is newer than 1.0.0" in planned(made, api).refusals[0]
    closed = dataset(tmp_path / "closed", articles(tmp_path / "closed-in", "© dpa"))
    (refusal,) = planned(closed, FakeApi()).refusals
    assert "'© dpa' (3 articles)" in refusal
    assert '--allow-licence "© dpa"' in refusal
    assert not planned(closed, FakeApi(), allowed=["© dpa"]).refusals
    path = made / "data" / "quotations" / "part-00000.jsonl"
    path.write_text(path.read_text().replace('"direct"', '"shouted"', 1))
    refusals = planned(made, api).refusals
    assert any("it is invalid" in r and "part-00000.jsonl:1: type" in r for r in refusals)
    assert len(refusals) == 2
    with pytest.raises(DatasetError, match="is not pushed: it is invalid"):
        pushed(made, api)
    assert "create_commit" not in api.calls


def test_an_export_without_text_may_go(tmp_path: Path) -> None:
    """What holds no text needs no licence; a changed file is refused."""
    closed = dataset(tmp_path / "closed", articles(tmp_path / "in", None))
    export_offsets(closed, tmp_path / "off")
    api = FakeApi()
    pushed(tmp_path / "off", api)
    assert {"manifest.json", "dataset/manifest.json", "README.md"} <= set(api.repositories[NAME].files)
    path = tmp_path / "off" / "data" / "documents" / "part-00000.jsonl"
    path.write_text(path.read_text() + "\n")
    with pytest.raises(DatasetError, match="was changed after it was built"):
        planned(tmp_path / "off", api)


@pytest.mark.parametrize("step", ["create_repo", "create_commit", "create_tag"])
def test_an_interrupted_push_is_completed_by_the_next(made: Path, step: str) -> None:
    """Whatever fails, no tag stands for half a version, and the same command completes it."""
    api = FakeApi(fails=step)
    with pytest.raises(ServiceError, match="cannot be reached"):
        pushed(made, api)
    assert not api.repositories.get(NAME, Repository()).tags
    api.fails = ""
    pushed(made, api)
    assert api.repositories[NAME].tags == {"v1.0.0": api.repositories[NAME].head}


def test_files_that_a_commit_loses_are_noticed(made: Path) -> None:
    """A .gitignore of the repository drops files silently: then nothing is tagged."""
    api = FakeApi(ignores="data/documents/part-00000.jsonl")
    with pytest.raises(ServiceError, match=r"without data/documents/part-00000\.jsonl"):
        pushed(made, api)
    assert not api.repositories[NAME].tags


@pytest.mark.parametrize(
    "name", ["interventions", "a/b/c", "my lab/x", "/x", "https://huggingface.co/datasets/a/b", "-/x"]
)
def test_bad_names(made: Path, name: str) -> None:
    """A repository is ORG/NAME."""
    with pytest.raises(InputError, match="expected ORG/NAME"):
        plan(made, name, cast(HfApi, FakeApi()))


def test_a_folder_that_is_no_dataset(tmp_path: Path) -> None:
    """Nothing there, or something else."""
    with pytest.raises(DatasetError, match="got no dataset there"):
        planned(tmp_path / "none", FakeApi())
    (tmp_path / "x.txt").write_text("x")
    with pytest.raises(DatasetError, match="holds something else"):
        planned(tmp_path, FakeApi())


def command(port: int, home: Path, *words: str, token: str | None = TOKEN) -> subprocess.CompletedProcess[str]:
    """``quotes push`` in a process of its own, with the test's Hub and home."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "HUGGING"))}
    environment |= {"HF_ENDPOINT": f"http://127.0.0.1:{port}", "HF_HOME": str(home), "HOME": str(home)}
    environment |= {"NO_PROXY": "127.0.0.1", "HF_HUB_DISABLE_XET": "1"} | ({"HF_TOKEN": token} if token else {})
    return subprocess.run(
        [sys.executable, "-m", "quotes", "push", *words], capture_output=True, text=True, env=environment, check=False
    )


@pytest.mark.slow
def test_end_to_end_over_http(made: Path, tmp_path: Path) -> None:
    """The real client against a server: dry run, a wrong token, the push, the same again, the next version."""
    home = tmp_path / "home"
    with serving() as server:
        port = server.server_address[1]
        done = command(port, home, str(made), NAME, "--dry-run")
        assert done.returncode == 0, done.stderr
        assert "would be made" in done.stdout
        assert "manifest.json" in done.stdout
        assert not server.repositories

        done = command(port, home, str(made), NAME, token=None)
        assert done.returncode == 2
        assert "HF_TOKEN" in done.stderr
        done = command(port, home, str(made), NAME, token="hf_wrong")  # noqa: S106 - of the tests' own server
        assert done.returncode == 2
        assert "HF_TOKEN" in done.stderr
        assert "hf_wrong" not in done.stderr + done.stdout
        assert not server.repositories

        done = command(port, home, str(made), NAME, "--private")
        assert done.returncode == 0, done.stderr
        assert "tagged v1.0.0" in done.stdout
        repository = server.repositories[NAME]
        assert repository.private is True
        assert (
            repository.files["data/quotations/part-00000.jsonl"]
            == (made / "data/quotations/part-00000.jsonl").read_bytes()
        )
        assert repository.tags == {"v1.0.0": repository.head}

        done = command(port, home, str(made), NAME)
        assert done.returncode == 2
        assert "has the tag v1.0.0 already" in done.stderr

        dataset(made, tmp_path / "in", Layout(compress=True))
        done = command(port, home, str(made), NAME)
        assert done.returncode == 0, done.stderr
        assert set(repository.tags) == {"v1.0.0", "v1.1.0"}
        assert "data/quotations/part-00000.jsonl" not in repository.files
        assert "data/quotations/part-00000.jsonl.gz" in repository.files
    done = command(port, home, str(made), "my-lab/other")
    assert done.returncode == 2
    assert "cannot be reached" in done.stderr
    shutil.rmtree(home, ignore_errors=True)
