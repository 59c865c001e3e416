"""Push: what goes, what stays, what is refused; one commit, then the tag, and nothing half-done."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import CliRunner
from huggingface_hub import HfApi

from quotes.cli import main
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
    """Data, card, manifest, changelog and licence go; errors, reasons, reviews and other files stay."""
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
    assert planned(made, FakeApi()).left == ("draft.txt", "errors.jsonl", "reasons.jsonl.gz", "reviews/")


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


@pytest.fixture
def online(monkeypatch: pytest.MonkeyPatch) -> None:
    """The real client may ask, though the tests as a whole are offline; only the server of the test is asked."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.mark.usefixtures("online")
def test_the_real_client_over_http(made: Path, tmp_path: Path) -> None:
    """A wrong token, the push, the same again, the next version, somebody else in between, a server that is gone."""
    with serving() as server:
        endpoint = f"http://127.0.0.1:{server.server_address[1]}"
        with pytest.raises(ServiceError, match=r"answered 401 .*HF_TOKEN") as wrong:
            plan(made, NAME, HfApi(endpoint, token="hf_wrong"))
        assert "hf_wrong" not in str(wrong.value)
        assert plan(made, NAME, HfApi(endpoint, token="hf_wrong"), dry=True).unknown
        assert not server.repositories

        api = HfApi(endpoint, token=TOKEN)
        push(plan(made, NAME, api), api)
        repository = server.repositories[NAME]
        data = "data/quotations/part-00000.jsonl"
        assert repository.files[data] == (made / data).read_bytes()
        assert repository.tags == {"v1.0.0": repository.head}
        assert "has the tag v1.0.0 already" in plan(made, NAME, api).refusals[0]

        dataset(made, tmp_path / "in", Layout(compress=True))
        planned = plan(made, NAME, api)
        repository.commit({"theirs.txt": b"x"}, [])
        with pytest.raises(ServiceError, match=r"answered 412 .*somebody else pushed meanwhile"):
            push(planned, api)
        push(plan(made, NAME, api), api)
        assert set(repository.tags) == {"v1.0.0", "v1.1.0"}
        assert data not in repository.files
        assert {f"{data}.gz", "theirs.txt"} <= set(repository.files)
    with pytest.raises(ServiceError, match="cannot be reached"):
        plan(made, NAME, api)


def test_the_command_over_http(made: Path, tmp_path: Path) -> None:
    """The command takes address and token from the environment alone, and makes a private repository where told."""
    home = tmp_path / "home"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "HUGGING"))}
    environment |= {
        "HF_HOME": str(home),
        "HOME": str(home),
        "HF_TOKEN": TOKEN,
        "NO_PROXY": "127.0.0.1",
        "HF_HUB_DISABLE_XET": "1",
    }
    with serving() as server:
        environment["HF_ENDPOINT"] = f"http://127.0.0.1:{server.server_address[1]}"
        done = subprocess.run(
            [sys.executable, "-m", "quotes", "push", str(made), NAME, "--private"],
            capture_output=True,
            text=True,
            env=environment,
            timeout=300,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert "version 1.0.0 is there and tagged v1.0.0" in done.stdout
    assert server.repositories[NAME].private
    assert TOKEN not in done.stdout + done.stderr


def test_dry_run_lists_and_says_what_would_be_refused(tmp_path: Path, hf_cache: Path) -> None:
    """Files with their sizes, licences, reasons; exit code 2 where it would be refused; nothing is asked offline."""
    closed = dataset(tmp_path / "closed", articles(tmp_path / "in", "© dpa"))
    done = CliRunner().invoke(main, ["push", str(closed), NAME, "--dry-run"])
    assert done.exit_code == 2
    assert re.search(r"\+ +[\d,]+  data/documents/part-00000\.jsonl", done.stdout)
    assert "Licences of the texts: © dpa (3)" in done.stdout
    assert "Would be refused: these licences" in done.stdout
    assert "Not checked: my-lab/interventions: the Hub cannot be asked: HF_HUB_OFFLINE is set" in done.stdout
    done = CliRunner().invoke(main, ["push", str(closed), NAME, "--dry-run", "--allow-licence", "© dpa"])
    assert done.exit_code == 0
