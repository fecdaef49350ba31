"""Tables: which tables does Python write, and what are their columns?

Raw, findings and ops, with the columns of each kind of record that a mapping may fill.
"""

CONTACT_COLUMNS = {
    "contact_id": "varchar",
    "updated_at": "timestamp",
    "channel_code": "varchar",
    "direction_code": "varchar",
    "language_code": "varchar",
    "started_at": "timestamp",
    "answered_at": "timestamp",
    "ended_at": "timestamp",
    "site_timezone": "varchar",
    "queue_label": "varchar",
    "agent_id": "varchar",
    "agent_label": "varchar",
    "team_label": "varchar",
    "customer_id": "varchar",
    "disposition_code": "varchar",
    "queue_seconds": "double",
    "talk_seconds": "double",
    "hold_seconds": "double",
    "wrap_seconds": "double",
    "handle_seconds": "double",
    "is_abandoned": "boolean",
    "transfer_count": "integer",
    "previous_contact_id": "varchar",
    "csat_score": "double",
    "nps_score": "double",
    "is_resolved": "boolean",
    "product_code": "varchar",
    "region_code": "varchar",
    "carrier_code": "varchar",
    "site_code": "varchar",
    "is_callback": "boolean",
    "is_survey_sent": "boolean",
}
TURN_COLUMNS = {
    "contact_id": "varchar",
    "turn_index": "integer",
    "turn_id": "varchar",  # of an export whose turns are rows of their own: a turn is replaced alone, not its transcript
    "said_at": "timestamp",
    "speaker": "varchar",
    "speaker_label": "varchar",  # the vendor's, where the role is not stated
    "started_ms": "bigint",
    "ended_ms": "bigint",
    "text": "varchar",
    "language_code": "varchar",
}
AGENT_STATE_COLUMNS = {
    "agent_id": "varchar",
    "state_code": "varchar",
    "started_at": "timestamp",
    "ended_at": "timestamp",
}
SURVEY_COLUMNS = {
    "contact_id": "varchar",
    "answered_at": "timestamp",
    "csat_score": "double",
    "nps_score": "double",
    "is_resolved": "boolean",
    "comment": "varchar",
}
LOOKUP_COLUMNS = {
    "lookup_code": "varchar",  # the column of contacts whose codes are looked up
    "code": "varchar",
    "label": "varchar",
}
VOLUME_COLUMNS = {
    "contact_date": "date",
    "site_code": "varchar",
    "volume_count": "double",
}
RECORD_COLUMNS = {
    "contact": CONTACT_COLUMNS,
    "turn": TURN_COLUMNS,
    "agent_state": AGENT_STATE_COLUMNS,
    "survey": SURVEY_COLUMNS,
    "lookup": LOOKUP_COLUMNS,
    "volume": VOLUME_COLUMNS,
}
HARDLY_REPEATED = {"contact_id", "customer_id", "previous_contact_id", "turn_id", "text", "comment"}
PROVENANCE_COLUMNS = {
    "source_code": "varchar",
    "file_id": "varchar",
    "line_number": "bigint",
    "version_at": "timestamp",
    "delivered_at": "timestamp",  # the time of its file, which decides between equal versions
    "row_hash": "ubigint",
    "run_id": "varchar",
}

RAW_TABLES = {
    # name_keys: keyed hashes of the words of the customer's name, by which turns that come later are masked
    "raw.contact": CONTACT_COLUMNS
    | {"attributes": "map(varchar, varchar)", "name_keys": "varchar[]"}
    | PROVENANCE_COLUMNS,
    "raw.turn": TURN_COLUMNS | PROVENANCE_COLUMNS,
    "raw.agent_state": AGENT_STATE_COLUMNS | PROVENANCE_COLUMNS,
    "raw.survey": SURVEY_COLUMNS | PROVENANCE_COLUMNS,
    "raw.lookup": LOOKUP_COLUMNS | PROVENANCE_COLUMNS,
    "raw.volume": VOLUME_COLUMNS | PROVENANCE_COLUMNS,
}
_FINDING_TABLES = {
    "findings.contact_reason": {
        "contact_id": "varchar",
        "reason_code": "varchar",
        "confidence": "double",
        "runner_up_code": "varchar",
        "nearness": "double",  # 0-1: how like the nearest contact is that the model learned from
        "method": "varchar",
        "model_version": "varchar",
        "input_hash": "varchar",
    },
    "findings.reason_mention": {
        "contact_id": "varchar",
        "reason_code": "varchar",
        "turn_index": "integer",
        "confidence": "double",
    },
    "findings.disposition_audit": {  # by models that never saw the contact
        "contact_id": "varchar",
        "given_code": "varchar",  # the reason that the agent's code leads to
        "suggested_code": "varchar",  # the likeliest other one; null where the given one is likelier
        "suspect_score": "double",  # 0-1: the other one against the given one, by the words alone; null: not judged
        "model_version": "varchar",
        "input_hash": "varchar",
    },
    "findings.problem_text": {  # what a contact says of its problem; text is '' where it says nothing of its own
        "contact_id": "varchar",
        "turn_index": "integer",  # of its first sentence
        "text": "varchar",
        "input_hash": "varchar",
    },
    "findings.contact_topic": {  # one row per contact whose problem text says something
        "contact_id": "varchar",
        "topic_code": "varchar",  # unassigned where no topic is near
        "strength": "double",  # 0-1
        "topic_version": "varchar",
    },
    "findings.problem_point": {  # where the encoder places problem texts; of those alone that are compared night after night
        "contact_id": "varchar",
        "input_hash": "varchar",
        "made_with": "varchar",  # the encoder's and the word list's fingerprints
        "point": "float[]",  # of unit length
    },
    "findings.topic": {
        "topic_code": "varchar",
        "topic_label": "varchar",
        "keywords": "varchar",
        "x": "double",  # its place on a map of topics
        "y": "double",
        "born_date": "date",  # the day of the run that found it
        "born_by": "varchar",  # fit, newcomer
        "status_code": "varchar",  # active, faded
        "faded_date": "date",
        "size": "bigint",  # texts that it was found in
    },
    "findings.topic_event": {  # what became of topics, fit by fit
        "event_id": "varchar",
        "topic_version": "varchar",
        "event_date": "date",
        "event_code": "varchar",  # born, continued, merged, split, faded
        "topic_code": "varchar",
        "other_code": "varchar",  # that it was merged into, or split from
        "share": "double",  # 0-1 of the older topic's texts that are in the newer
    },
    "findings.topic_proposal": {  # the reason that a topic could become
        "topic_code": "varchar",
        "reason_label": "varchar",
        "definition": "varchar",
        "department_code": "varchar",
        "group_code": "varchar",
        "phrases": "struct(language_code varchar, phrase varchar)[]",
    },
    "findings.miscoding_odds": {  # that a code is wrong, before the words are read; written anew each night
        "given_code": "varchar",
        "suggested_code": "varchar",
        "prior_odds": "double",
    },
    "findings.spike_score": {
        "series_code": "varchar",
        "contact_date": "date",
        "contact_count": "double",
        "expected_count": "double",
        "lower_count": "double",
        "upper_count": "double",
        "p_value": "double",
        "low_p_value": "double",
        "q_value": "double",
        "is_spike": "boolean",
        "window_days": "integer",  # this day and how many before it were the most unlikely together
    },
    "findings.action_effect": {  # what each live action changed
        "action_id": "varchar",
        "series_code": "varchar",
        "live_date": "date",
        "verdict_code": "varchar",  # fell, rose, no_detectable_effect, too_early, too_little_history
        "saved_per_day": "double",  # contacts, mean since live_date; positive when contacts fell
        "low": "double",
        "high": "double",
        "saved_total": "double",
        "total_low": "double",
        "total_high": "double",
        "saved_share": "double",
        "expected_per_day": "double",  # without the action
        "measured_days": "integer",
        "known_on": "date",  # where nothing is known yet: the day with which a fall by a fifth would be
        "is_gradual": "boolean",
        "fit_error": "double",  # by which weeks before lie off what is fitted to them, a share
        "placebo_count": "integer",
        "placebo_share": "double",  # of dates and series on which nothing was changed, that show an effect nevertheless
        "control_codes": "varchar[]",  # series, the weightiest first
        "control_fit_share": "double",  # of the variance of weeks before, that controls explain
        "hours_saved": "double",  # of agents
        "hours_low": "double",
        "hours_high": "double",
        "csat_before": "double",
        "csat_after": "double",
        "csat_after_n": "bigint",
        "csat_change_low": "double",  # 95 % interval of after less before
        "csat_change_high": "double",
        "resolved_before": "double",
        "resolved_after": "double",
        "resolved_after_n": "bigint",
        "resolved_change_low": "double",
        "resolved_change_high": "double",
    },
    "findings.action_effect_daily": {
        "action_id": "varchar",
        "contact_date": "date",
        "contact_count": "double",
        "expected_count": "double",  # since the action: without it
        "lower_count": "double",
        "upper_count": "double",
        "is_kept": "boolean",  # not set aside as another event's
    },
    "findings.action_shift": {  # how other series changed at the same date
        "action_id": "varchar",
        "series_code": "varchar",
        "added_per_day": "double",  # negative: fewer came
        "low": "double",
        "high": "double",
        "p_value": "double",
        "q_value": "double",  # over all series of the action
        "is_moved": "boolean",
    },
    "findings.series_change": {  # drops and slow changes
        "change_id": "varchar",
        "series_code": "varchar",
        "kind_code": "varchar",  # drop, slow_rise, slow_fall
        "state_code": "varchar",  # open; back: the level before; usual: the new level is the usual one by now
        "started_date": "date",
        "opened_date": "date",  # when it was told first
        "last_date": "date",
        "closed_date": "date",  # null while it is open
        "before_per_day": "double",
        "now_per_day": "double",
        "contact_count": "double",
        "expected_count": "double",
        "p_value": "double",
        "q_value": "double",
    },
    "findings.alert": {
        "alert_id": "varchar",
        "series_code": "varchar",  # the widest that it was told at
        "started_date": "date",
        "last_date": "date",  # above what was expected
        "closed_date": "date",  # null while it is open
        "state_code": "varchar",  # opened, growing, steady, fading, closed
        "chance_share": "double",
        "evidence_key": "varchar",  # changes with the contacts that its evidence is taken from
    },
    "findings.alert_day": {
        "alert_id": "varchar",
        "contact_date": "date",
        "series_code": "varchar",  # as it was told on that day
        "state_code": "varchar",
    },
    "findings.alert_driver": {
        "alert_id": "varchar",
        "driver_rank": "integer",
        "kind_code": "varchar",
        "slice": "map(varchar, varchar)",
        "excess_count": "double",
        "share_of_excess": "double",
        "score": "double",
        "contact_count": "bigint",
        "expected_count": "double",
    },
    "findings.alert_contact": {"alert_id": "varchar", "contact_id": "varchar", "is_driver": "boolean"},
    "findings.early_warning": {  # hours of the day that is not whole yet; written anew each time
        "series_code": "varchar",
        "hour_at": "timestamp",  # local
        "contact_count": "double",
        "expected_count": "double",
        "q_value": "double",
    },
    "findings.alert_phrase": {
        "alert_id": "varchar",
        "phrase_rank": "integer",
        "phrase": "varchar",
        "language_code": "varchar",
        "alert_count": "bigint",
        "usual_count": "double",
        "score": "double",
    },
    "findings.action": {  # what departments changed, as the workspace has it; written anew each night
        "action_id": "varchar",
        "title": "varchar",
        "reason_code": "varchar",  # of these three at least one
        "topic_code": "varchar",
        "alert_id": "varchar",
        "department_code": "varchar",
        "owner": "varchar",
        "planned_date": "date",
        "live_date": "date",
        "expected_change": "double",  # a share of the contacts: -0.3 is 30 % fewer
        "ticket_url": "varchar",
        "state_code": "varchar",  # proposed, accepted, live, measured, closed
        "note": "varchar",
        "changed_by": "varchar",
        "changed_at": "timestamp",
        "proposed_by": "varchar",
        "proposed_at": "timestamp",
        "state_since": "timestamp",
    },
    "findings.alert_evidence": {"alert_id": "varchar", "gathered_key": "varchar"},  # of alerts that have theirs
    "findings.quote": {
        "subject_kind": "varchar",
        "subject_code": "varchar",
        "quote_rank": "integer",
        "contact_id": "varchar",
        "turn_index": "integer",
        "text": "varchar",
    },
    "findings.contact_criterion": {  # the machine's verdicts; one row per contact with an agent's turns, and criterion
        "contact_id": "varchar",
        "criterion_code": "varchar",
        "verdict": "varchar",  # met, not_met, not_applicable
        "confidence": "double",
        "evidence_turn_indexes": "integer[]",
        "rubric_version": "varchar",
    },
    "findings.contact_quality": {  # one row per contact with turns, after people's verdicts
        "contact_id": "varchar",
        "qa_score": "double",  # 0-100; null where no criterion applies
        "is_auto_failed": "boolean",
        "applicable_count": "integer",
        "met_count": "integer",
        "rubric_version": "varchar",
        "model_version": "varchar",  # rules: no model learned from people's reviews yet
        "input_hash": "varchar",
    },
    "findings.turn_sentiment": {  # of customers' turns
        "contact_id": "varchar",
        "turn_index": "integer",
        "sentiment": "double",  # -1 to 1
        "confidence": "double",  # 0: no evidence
    },
    "findings.contact_feeling": {  # one row per contact with turns; null where nothing tells
        "contact_id": "varchar",
        "start_sentiment": "double",
        "low_sentiment": "double",
        "low_turn_index": "integer",
        "end_sentiment": "double",
        "is_turned_around": "boolean",
        "is_escalated": "boolean",
        "is_calmed": "boolean",
        "effort": "double",  # 0-1
        "effort_signs": "varchar[]",  # repeat, transfer, hold, said_again, long_way
        "effort_turn_indexes": "integer[]",
        "has_churn_risk": "boolean",
        "churn_confidence": "double",
        "churn_turn_index": "integer",
        "sentiment_version": "varchar",
        "input_hash": "varchar",
    },
    "findings.unit_measure": {  # agents and teams, adjusted for the mix of what they handle; written anew each night
        "unit_kind": "varchar",  # agent, team
        "unit_code": "varchar",
        "measure_code": "varchar",
        "n": "bigint",
        "value": "double",
        "expected_value": "double",
        "adjusted_value": "double",
        "low": "double",
        "high": "double",
        "q_value": "double",
        "stands_out": "boolean",
        "rank_low": "double",  # 1 is the lowest value; the ranks that the interval leaves open
        "rank_high": "double",
    },
    "findings.load_association": {  # what an agent's busy days and days of hard contacts go with
        "load_code": "varchar",  # occupancy, hard_share
        "outcome_code": "varchar",
        "n": "bigint",  # days of an agent
        "effect": "double",  # of ten points more load, in the unit of the outcome
        "low": "double",
        "high": "double",
        "q_value": "double",
    },
    "findings.unit_imbalance": {
        "unit_kind": "varchar",
        "unit_code": "varchar",
        "imbalance_code": "varchar",  # speed_with_repeats, productivity_with_low_csat, cost_with_churn, long_but_resolved
        "measure_code": "varchar",
        "against_code": "varchar",
    },
    "findings.satisfaction_driver": {
        "outcome_code": "varchar",  # csat, nps, repeat
        "factor_kind": "varchar",  # reason, behaviour, wait
        "factor_code": "varchar",
        "n": "bigint",
        "raw_effect": "double",
        "effect": "double",
        "low": "double",
        "high": "double",
        "q_value": "double",
    },
    "findings.reason_impact": {
        "outcome_code": "varchar",
        "reason_code": "varchar",
        "n": "bigint",
        "mean": "double",
        "gap": "double",
        "impact": "double",
        "low": "double",
        "high": "double",
    },
    "findings.coaching_focus": {
        "agent_id": "varchar",
        "focus_rank": "integer",
        "criterion_code": "varchar",
        "n": "bigint",
        "rate": "double",
        "expected_rate": "double",
        "low": "double",
        "high": "double",
        "q_value": "double",
    },
    "findings.coaching_example": {
        "agent_id": "varchar",
        "criterion_code": "varchar",
        "kind_code": "varchar",  # missed, done, colleague
        "example_rank": "integer",
        "contact_id": "varchar",
        "turn_index": "integer",
        "example_agent_id": "varchar",
    },
    "findings.coaching_effect": {  # of a session, on one behaviour: the weeks before against those after
        "session_id": "bigint",
        "criterion_code": "varchar",
        "before_n": "bigint",
        "before_rate": "double",
        "after_n": "bigint",
        "after_rate": "double",
        "difference": "double",
        "low": "double",
        "high": "double",
        "verdict_code": "varchar",  # better, worse, no_detectable_change, too_early
    },
    "findings.label_candidate": {  # what an analyst should label next, so that the model learns most
        "contact_id": "varchar",
        "place": "integer",
        "use_code": "varchar",  # learn, judge
        "best_code": "varchar",
        "runner_up_code": "varchar",
        "confidence": "double",
        "model_version": "varchar",
    },
    "findings.quality_to_review": {  # what a person should judge next, so that the machine can be compared
        "contact_id": "varchar",
        "criterion_code": "varchar",
        "why_code": "varchar",  # random, uncertain
        "place": "integer",
    },
    "findings.criterion_agreement": {  # of the machine with people; of criteria that people reviewed
        "criterion_code": "varchar",
        "review_count": "bigint",
        "agreement": "double",
        "kappa": "double",
        "kappa_low": "double",
        "kappa_high": "double",
        "is_trusted": "boolean",  # null: too few reviews to say
    },
}
_OPS_TABLES = {
    "ops.run": {
        "run_id": "varchar",
        "started_at": "timestamp",
        "finished_at": "timestamp",
        "status_code": "varchar",
        "error": "varchar",
        "as_of_date": "date",
        "masked_count": "bigint",
        "model_version": "varchar",
        "taxonomy_version": "varchar",
        "product_version": "varchar",
    },
    "ops.run_step": {
        "run_id": "varchar",
        "step_code": "varchar",
        "started_at": "timestamp",
        "finished_at": "timestamp",
        "row_count": "bigint",
        "status_code": "varchar",
    },
    "ops.source_file": {
        "run_id": "varchar",
        "source_code": "varchar",
        "file_id": "varchar",
        "content_id": "varchar",
        "stamp": "varchar",
        "file_name": "varchar",
        "mapping_name": "varchar",
        "loaded_at": "timestamp",
        "row_count": "bigint",
        "loaded_count": "bigint",
        "superseded_count": "bigint",
        "rejected_count": "bigint",
        "status_code": "varchar",
        "error": "varchar",
    },
    "ops.rejected_row": {
        "run_id": "varchar",
        "source_code": "varchar",
        "file_id": "varchar",
        "file_name": "varchar",
        "line_number": "bigint",
        "column_name": "varchar",
        "value": "varchar",
        "reason": "varchar",
        "raw_row": "varchar",
    },
    "ops.schema_change": {
        "run_id": "varchar",
        "source_code": "varchar",
        "file_name": "varchar",
        "column_name": "varchar",
        "change_code": "varchar",  # not_mapped, new_column, missing_column, retyped_column
    },
    "ops.source_column": {
        "source_code": "varchar",
        "record": "varchar",
        "column_name": "varchar",
        "type_code": "varchar",
    },
    "ops.file_note": {
        "run_id": "varchar",
        "source_code": "varchar",
        "file_id": "varchar",
        "file_name": "varchar",
        "note": "varchar",
    },
    # Who was erased, for whoever has the key that is kept apart from the warehouse: see sources/erased.py.
    "ops.erased_customer": {"customer_key": "varchar", "source_code": "varchar"},  # source null: of all of them
    "ops.erased_contact": {"contact_key": "varchar"},
    "ops.erasure": {
        "erasure_id": "varchar",
        "why_code": "varchar",  # erase: somebody asked; retention: it was past its time
        "started_at": "timestamp",
        "finished_at": "timestamp",  # null until no byte of it is left in the warehouse's file
    },
    "ops.erasure_count": {
        "erasure_id": "varchar",
        "place": "varchar",
        "row_count": "bigint",
    },  # a table, or a kind of file
    "ops.silenced": {
        "contact_id": "varchar"
    },  # contacts whose words are past their retention; what was found in them stays
    "ops.cursor": {"source_code": "varchar", "cursor_value": "varchar", "run_id": "varchar"},
    "ops.hash_key": {"key_id": "varchar", "first_used_at": "timestamp"},
    "ops.backfill": {  # a row per backfill; one without an end was cut short, or is on
        "first_date": "date",
        "last_date": "date",
        "steps": "varchar",
        "started_at": "timestamp",
        "finished_at": "timestamp",
    },
    "ops.reopened_day": {"run_id": "varchar", "contact_date": "date"},
    # What each run's taxonomy said; the document is what `Taxonomy.files` gives, as JSON.
    "ops.taxonomy": {
        "taxonomy_version": "varchar",
        "first_run_id": "varchar",
        "first_as_of_date": "date",
        "document": "varchar",
    },
    "ops.alert_mark": {  # what people said of alerts, as the workspace has it; written anew each night
        "mark_id": "bigint",
        "alert_id": "varchar",
        "mark_code": "varchar",  # acknowledged, explained, snoozed, false, cleared
        "cause": "varchar",
        "snoozed_until": "date",
        "is_kept_out": "boolean",
        "marked_by": "varchar",
        "marked_at": "timestamp",
    },
    "ops.kept_out": {  # days of a subject that an event explains: judged, but nothing is learned from them
        "subject_kind": "varchar",
        "subject_code": "varchar",
        "contact_date": "date",
    },
    "ops.label": {  # the newest of each contact, as the workspace has them; written anew before reasons are read
        "contact_id": "varchar",
        "reason_code": "varchar",
        "labelled_at": "timestamp",
        "is_known": "boolean",  # whether the taxonomy has that reason
    },
    "ops.quality_review": {  # the newest of each contact and criterion, as the workspace has them; written anew each night
        "contact_id": "varchar",
        "criterion_code": "varchar",
        "verdict": "varchar",
        "reviewed_by": "varchar",
        "reviewed_at": "timestamp",
    },
    "ops.coaching_session": {  # as the workspace has them; written anew each night
        "session_id": "bigint",
        "agent_id": "varchar",
        "held_on": "date",
        "criterion_codes": "varchar[]",
        "note": "varchar",
        "held_by": "varchar",
    },
    # Models of how contacts were handled that were fitted on this centre's own contacts; the newest of each code decides.
    "ops.handling_model": {
        "model_version": "varchar",
        "model_code": "varchar",  # sentiment: learned from surveys; quality: from people's reviews
        "fitted_at": "timestamp",
        "learned_count": "bigint",  # contacts with an answer, or reviews, that there were at the time
        "criterion_codes": "varchar[]",  # of quality: those that it judges better than the rules
    },
    "ops.model_version": {
        "model_version": "varchar",
        "model_code": "varchar",
        "trained_at": "timestamp",
        "status_code": "varchar",  # in_force, replaced, refused
        "why": "varchar",
        "compared_with": "varchar",  # the model in force before, where it could answer
        "tier_code": "varchar",
        "row_count": "bigint",  # contacts with an agent's code, at the time
        "label_count": "bigint",
        "first_date": "date",
        "last_date": "date",
        "taxonomy_version": "varchar",
    },
    # Each model of topics that was made, the newest in force.
    "ops.topic_fit": {
        "topic_version": "varchar",
        "as_of_date": "date",
        "fitted_at": "timestamp",
        "why_code": "varchar",  # first, schedule, unassigned, erased: fitted anew; newcomer: topics were added
        "text_count": "bigint",  # that it was fitted on, or that became new topics
        "topic_count": "bigint",
        "unassigned_share": "double",  # 0-1 of all contacts that say something, at the time
        "stability": "double",  # 0-1: agreement of the fit's own runs
        "kept_share": "double",  # 0-1 of the contacts that had a topic before: they kept it; null at first
    },
    # Of the model in force alone, with the words and the code that it learned from.
    "ops.training_contact": {"model_version": "varchar", "contact_id": "varchar", "input_hash": "varchar"},
    "ops.model_drift": {
        "run_id": "varchar",
        "model_version": "varchar",
        "language_code": "varchar",
        "measure_code": "varchar",  # unsure, distance, disagreement
        "reference_count": "bigint",
        "reference_value": "double",
        "recent_count": "bigint",
        "recent_value": "double",
        "is_comparable": "boolean",
        "is_drifted": "boolean",
        "sentence": "varchar",  # what to do; null where nothing drifted
    },
    "ops.model_card": {
        "model_version": "varchar",
        "place": "integer",
        "section_code": "varchar",
        "item_code": "varchar",
        "other_code": "varchar",
        "language_code": "varchar",  # "all" where it is about all of them
        "value": "double",
        "low_value": "double",
        "high_value": "double",
        "n": "bigint",
    },
}
# What the vocabulary files say, as tables that SQL can join; written anew at the start of each run.
_VOCABULARY_TABLES = {
    "ops.taxonomy_reason": {
        "reason_code": "varchar",
        "reason_label": "varchar",
        "group_code": "varchar",
        "group_label": "varchar",
        "department_code": "varchar",
        "definition": "varchar",
    },
    "ops.taxonomy_rule": {"old_code": "varchar", "reason_code": "varchar"},  # what a code of the past stands for now
    "ops.reason_change": {  # what became of reasons, and how their meaning changed, over all runs
        "reason_code": "varchar",
        "change_date": "date",
        "kind_code": "varchar",
        "sentence": "varchar",
        "mark": "varchar",  # the word beside a line that counts otherwise from here on; null where it counts as before
    },
    "ops.department": {
        "department_code": "varchar",
        "department_label": "varchar",
        "language_code": "varchar",  # in which its reports are written
    },
    "ops.word": {  # what the vocabulary is called in the languages that the marts are not written in
        "language_code": "varchar",
        "text": "varchar",  # as the marts have it
        "said": "varchar",
    },
    "ops.disposition": {
        "disposition_code": "varchar",
        "disposition_label": "varchar",
        "reason_code": "varchar",
    },
    "ops.dimension": {
        "dimension_code": "varchar",
        "dimension_label": "varchar",
        "phrase": "varchar",
        "is_sliced": "boolean",
    },
    "ops.dimension_label": {
        "dimension_code": "varchar",
        "value_code": "varchar",
        "value_label": "varchar",
        "value_phrase": "varchar",
    },
    "ops.criterion": {  # of the rubric in force
        "criterion_code": "varchar",
        "criterion_label": "varchar",
        "stage_code": "varchar",
        "stage_label": "varchar",
        "definition": "varchar",
        "weight": "double",
        "is_auto_fail": "boolean",
        "place": "integer",
        "rubric_version": "varchar",
    },
    "ops.kpi_key": {  # what each day's records add to KPIs and series, as they were counted last and as they are now
        "kind_code": "varchar",  # contact, state, series
        "key_date": "date",  # null: what is the same for all days
        "day_key": "ubigint",
        "is_counted": "boolean",
    },
    "ops.holiday": {"holiday_date": "date", "site_code": "varchar"},
    "ops.kpi": {
        "kpi_code": "varchar",
        "kpi_label": "varchar",
        "unit": "varchar",
        "direction": "varchar",
        "numerator": "varchar",
        "denominator": "varchar",
        "definition": "varchar",
        "variant": "varchar",
        "minimum_count": "bigint",
        "target": "double",
        "kpi_version": "varchar",  # changes with the formula in use, the definition and the settings that it names
        "interval_code": "varchar",  # wilson, nps, mean, none
        "squares": "varchar",  # of an interval of a mean: the sum of squares
        "counted": "varchar",  # the n, where it is not the denominator
        "table_code": "varchar",  # contact, agent_time, volume
        "group_code": "varchar",
        "place": "integer",
    },
    "ops.kpi_variant": {
        "kpi_code": "varchar",
        "variant": "varchar",
        "numerator": "varchar",
        "denominator": "varchar",
        "is_used": "boolean",
    },
    "ops.agent_state_class": {"state_code": "varchar", "class_code": "varchar"},  # on_contact, idle, away, off
    "ops.opening_hours": {
        "site_code": "varchar",  # null: of every site that has none of its own
        "weekday": "integer",  # 1 is Monday
        "opens_minute": "integer",
        "closes_minute": "integer",
    },
    "ops.setting": {
        "threshold_seconds": "double",
        "short_abandon_seconds": "double",
        "repeat_days": "integer",
        "shift_gap_hours": "double",
        "longest_state_hours": "double",
        "timezone": "varchar",
    },
}
TABLES = RAW_TABLES | _FINDING_TABLES | _OPS_TABLES | _VOCABULARY_TABLES


def packed(column: str, kind: str) -> str:
    """The definition of a column; what hardly repeats is packed by ZSTD, which costs a third of a dictionary."""
    return f'"{column}" {kind}' + (" using compression zstd" if column in HARDLY_REPEATED else "")


def stating(column: str, kind: str, value: str) -> str:
    """The definition of a column that says the same in every row, which is the SQL `value`: it is not stored."""
    return f'"{column}" {kind} generated always as ({value})'


def unfilled(column: str, kind: str) -> str:
    """The definition of a column that no row fills yet: it reads as null."""
    return stating(column, kind, f"null::{kind}")
