"""Policies of several files: what they see of each other, and where a message says that something is."""

from __future__ import annotations

from pathlib import Path

import pytest

import logitext
from logitext import theory
from logitext.syntax.diagnostics import PolicyError


def write(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        path = folder / f"{name.replace('__', '/')}.nltc"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return folder / "main.nltc"


def test_names_of_another_file_are_seen(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        main='{{use "terms/terms.nltc"}}\n{{violation remove = bad}}',
        terms__terms='{{use "../texts.nltc"}}\n{{let rude = [[is rude]]  let bad = rude}}',
        texts='{{text post: "a post"}}',
    )
    policy = logitext.load(path)
    assert (policy.texts, policy.clauses, policy.verdicts) == (("post",), ("rude",), ("remove",))
    result = policy.check("x", theory=theory.Answers({"rude": True}))
    assert result.verdicts["remove"].value is True
    assert policy.verify(result) == ()
    assert policy.explain(result).explanation is not None
    clause = policy.checked.clauses["rude"]
    assert clause.place.source.name.endswith("terms/terms.nltc")


def test_a_file_is_read_once_however_often_it_is_used(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        main='{{use "a.nltc" use "b.nltc" verdict v = a and b}}',
        a='{{use "common.nltc" let a = [[is a]]}}',
        b='{{use "common.nltc" use "./common.nltc" let b = [[is b]]}}',
        common="{{text post}}",
    )
    assert logitext.load(path).clauses == ("a", "b")


def test_a_change_of_any_file_is_another_policy(tmp_path: Path) -> None:
    path = write(tmp_path, main='{{use "a.nltc" verdict v = a}}', a="{{text post let a = [[is a]]}}")
    policy = logitext.load(path)
    result = policy.check("x", theory=theory.Answers({"a": True}))
    write(tmp_path, a="{{text post let a = [[is quite a]]}}")
    changed = logitext.load(path)
    assert changed.checked.sha256 != policy.checked.sha256
    assert [one.where for one in changed.verify(result)][:1] == ["policy.sha256"]


def test_an_error_is_told_where_it_stands_and_the_loaded_file_comes_first(tmp_path: Path) -> None:
    path = write(tmp_path, main='{{use "a.nltc" verdict v = nothing}}', a="{{text post let a = nothing_either}}")
    with pytest.raises(PolicyError) as caught:
        logitext.load(path)
    assert [Path(found.source.name).name for found in caught.value.diagnostics if found.source] == [
        "main.nltc",
        "a.nltc",
    ]


def test_a_link_cannot_make_a_circle_unseen(tmp_path: Path) -> None:
    path = write(tmp_path, main='{{use "link.nltc" text post verdict v = true}}')
    (tmp_path / "link.nltc").symlink_to(path)
    with pytest.raises(PolicyError, match="the file uses itself"):
        logitext.load(path)


@pytest.mark.parametrize("used", ["/etc/passwd", "/tmp/x.nltc", "secret.txt", "../.env", "", "x.nltc\\n.txt"])
def test_only_policies_beside_this_one_are_read(tmp_path: Path, used: str) -> None:
    (tmp_path / "secret.txt").write_text("a secret")
    path = write(tmp_path, main="{{use " + f'"{used}"' + " text post verdict v = true}}")
    with pytest.raises(PolicyError) as caught:
        logitext.load(path)
    assert caught.value.diagnostics[0].code in ("NLT110", "NLT111")
    assert "a secret" not in str(caught.value.diagnostics)


def test_what_cannot_be_read_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "folder.nltc").mkdir()
    (tmp_path / "broken.nltc").write_bytes(b"\xff\xfe\x00")
    path = write(tmp_path, main='{{use "folder.nltc" use "folder.nltc" use "broken.nltc" text t verdict v = true}}')
    with pytest.raises(PolicyError) as caught:
        logitext.load(path)
    assert [found.code for found in caught.value.diagnostics] == ["NLT111", "NLT111"]
