"""Whether a machine has what papers are printed with."""

import pytest

from deploy import install


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """Libraries that are there, and a folder for fonts."""
    monkeypatch.setattr(install.ctypes.util, "find_library", lambda name: f"lib{name}.so")
    monkeypatch.setattr(install, "FONT_FOLDERS", (tmp_path,))
    return tmp_path


def test_both_scripts_want_their_font(machine):
    assert not install.can_print()
    (machine / "NotoSans-Regular.ttf").touch()
    assert not install.can_print()
    (machine / "naskh").mkdir()
    (machine / "naskh" / "NotoNaskhArabic-Regular.ttf").touch()
    assert install.can_print()


def test_a_variable_font_holds_the_face_too(machine):
    (machine / "NotoSans[wdth,wght].ttf").touch()
    (machine / "NotoNaskhArabic[wght].ttf").touch()
    assert install.can_print()


def test_without_pango_nothing_is_printed(machine, monkeypatch):
    for name in ("NotoSans-Regular.ttf", "NotoNaskhArabic-Regular.ttf"):
        (machine / name).touch()
    monkeypatch.setattr(install.ctypes.util, "find_library", lambda name: None if name == "pangoft2-1.0" else "there")
    assert not install.can_print()


def test_where_nobody_may_install_it_is_said_and_not_an_error(monkeypatch, tmp_path):
    monkeypatch.setattr(install.shutil, "which", lambda name: None)
    assert install.install_press(tmp_path / "log") is False
