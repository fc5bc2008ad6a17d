"""A first evening, from an empty folder to the list of what is owed."""

from conftest import CommandLine, session_document


def test_a_case_presented_tonight_is_owed_next_time(cli: CommandLine) -> None:
    document = session_document(
        "2026-03-02", cases=[{"label": "the unopened letters", "presenter": "heron"}]
    )
    logged = cli("log --from - --json", document)
    assert logged.json == {"schema": 1, "session": "S1", "cases": ["C1"], "notes": []}
    owed = cli("followups --json").json["groups"][0]["owed"]
    assert [entry["case"] for entry in owed] == ["C1"]
