from mathwright.seeds.shipped import shipped_seeds


def test_shipped_seeds_are_whole_and_differ_from_one_another() -> None:
    seeds = list(shipped_seeds())
    assert len(seeds) >= 240
    assert len({seed.problem_id for seed in seeds}) == len(seeds)
    assert {seed.source for seed in seeds} == {"mathwright_shipped"}
    assert [seed.problem_id for seed in seeds if not seed.solutions[0].endswith(f"#### {seed.answer}")] == []


def test_shipped_seeds_cover_skills_and_topics() -> None:
    seeds = list(shipped_seeds())
    assert {tuple(concept.kind for concept in seed.concepts) for seed in seeds} == {("skill", "topic")}
    assert len({seed.concepts[0].name for seed in seeds}) >= 24
    assert len({seed.concepts[1].name for seed in seeds}) >= 8
