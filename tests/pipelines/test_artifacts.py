"""What Prefect's own screen shows of a run."""

from datetime import datetime

from pipelines import runs
from pipelines.flows.artifacts import summarise
from pipelines.warehouse import insert, open_warehouse


def test_the_summary_says_how_a_run_ended_what_it_read_and_what_each_step_took(tmp_path):
    with open_warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        run_id = runs.start_run(warehouse)
        runs.note_step(warehouse, run_id, "pull", datetime(2026, 3, 2, 2, 0), 1234, "done")
        insert(
            warehouse,
            "ops.source_file",
            [
                {
                    "run_id": run_id,
                    "file_name": "a.csv",
                    "status_code": "loaded",
                    "loaded_count": 1234,
                    "rejected_count": 2,
                },
                {"run_id": run_id, "file_name": "b.csv", "status_code": "failed"},
            ],
        )
        warehouse.execute(
            "update ops.run set as_of_date = '2026-03-01', model_version = 'light-1' where run_id = ?", [run_id]
        )
        runs.finish_run(warehouse, run_id, "done")

        said = summarise(warehouse, run_id)

    assert said.startswith(f"# Run {run_id}: done\n")
    assert "- up to 2026-03-01; model light-1, taxonomy none\n" in said
    assert (
        "- 2 files, of which 1 could not be read; 1,234 rows loaded, 2 rejected\n- 0 spikes on the last day\n" in said
    )
    assert "\n| pull | done | 1,234 | " in said
