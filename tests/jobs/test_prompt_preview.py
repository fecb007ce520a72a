"""``preview``: the first prompt of each type, as a model would get it; nothing is sent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mathwright.jobs.config import HowConfig, RunConfig, SeedsConfig
from mathwright.jobs.prompt_preview import preview_prompts
from mathwright.jobs.role_config import RoleConfig, RolesConfig
from mathwright.prompts.rendering import AGAIN
from mathwright.recipes.catalog import RECIPES

NOWHERE = RolesConfig(author=RoleConfig(teacher="model", model="small", base_url="http://127.0.0.1:9/v1"))
"""A model that nothing could be sent to."""


def config_of(tmp_path: Path, recipe: str, **changes: object) -> RunConfig:
    about = {"recipe": recipe, "roles": NOWHERE, "how": HowConfig(workspace=str(tmp_path / "w")), **changes}
    return RunConfig.model_validate(about)


@pytest.mark.parametrize("recipe", sorted(RECIPES))
def test_the_first_prompt_of_each_type_is_seen_in_the_order_asked(tmp_path: Path, recipe: str) -> None:
    seen = preview_prompts(config_of(tmp_path, recipe))
    names = [one.name for one in seen]
    assert len(names) == len(set(names))
    # no program is asked for unless the options say so
    assert set(names) == {kind.__name__ for kind in RECIPES[recipe].prompts} - {"WriteProgram"}
    first = {"math2": "LabelSkill", "mathscale": "ExtractConcepts", "mugglemath": "RewriteQuery"}
    assert names[0] == first[recipe]
    assert not (tmp_path / "w").exists()


def test_the_program_check_asks_for_programs_where_it_is_on(tmp_path: Path) -> None:
    config = config_of(tmp_path, "mathscale").model_copy(update={"options": {"program_check": True}})
    assert [one.name for one in preview_prompts(config)][-1] == "WriteProgram"


@pytest.mark.parametrize("recipe", sorted(RECIPES))
def test_it_is_the_same_each_time(tmp_path: Path, recipe: str) -> None:
    config = config_of(tmp_path, recipe)
    assert preview_prompts(config) == preview_prompts(config)


def test_messages_are_whole_and_end_with_what_is_asked(tmp_path: Path) -> None:
    for one in preview_prompts(config_of(tmp_path, "mugglemath")):
        assert one.messages[-1].role == "user"
        assert "{{" not in one.messages[-1].content
        assert all(message.content for message in one.messages)


def test_templates_of_ones_own_are_rendered(tmp_path: Path) -> None:
    place = tmp_path / "prompts" / "mugglemath"
    place.mkdir(parents=True)
    (place / "respond.md").write_text("--- user ---\nMine: {{ question }}\n")
    seen = {one.name: one for one in preview_prompts(config_of(tmp_path, "mugglemath", prompts=str(place.parent)))}
    assert seen["Respond"].messages[-1].content.startswith("Mine: ")
    assert len(seen["Respond"].messages) == 1
    assert AGAIN not in seen


def test_of_seed_problems_that_no_program_reads_the_first_prompts_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "seeds.jsonl"
    rows = [{"question": f"Find x if x + {n} = 9.", "answer": f"Take {n} away.\n#### {9 - n}"} for n in range(1, 5)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    seen = preview_prompts(config_of(tmp_path, "mugglemath", seeds=SeedsConfig(path=str(path))))
    assert [one.name for one in seen][:1] == ["RewriteQuery"]
    assert "x + " in seen[0].messages[-1].content
