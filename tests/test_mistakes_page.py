"""The catalogue of mistakes is what the table of mistakes says, and every diagnosis can link to it."""
import mistakes
from attnlib.diagnose.mistakes import MISTAKES


def test_the_committed_page_is_what_the_table_gives():
    assert mistakes.PAGE.read_text(encoding="utf-8") == mistakes.page(), "run make mistakes"


def test_every_mistake_has_its_place_and_both_lines():
    page = mistakes.PAGE.read_text(encoding="utf-8")
    for mistake in MISTAKES:
        assert page.count(f"({mistake.id})=\n## {mistake.title}\n") == 1
        assert f"{mistake.wrong}    # as it was written\n{mistake.right}    # as it should be\n" in page


def test_the_check_notices_a_change(monkeypatch, tmp_path):
    altered = tmp_path / "mistakes.md"
    monkeypatch.setattr(mistakes, "PAGE", altered)
    assert mistakes.main(["--check"]) == 1
    assert mistakes.main([]) == 0 and mistakes.main(["--check"]) == 0
    altered.write_text(altered.read_text(encoding="utf-8").replace("axis", "axes", 1), encoding="utf-8")
    assert mistakes.main(["--check"]) == 1
