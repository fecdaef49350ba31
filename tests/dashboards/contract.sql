-- The marts as the dashboard and the reports expect them: names and types, in the order of the pages that read them.
create schema marts;

create table marts.run (
    run_id varchar, started_at timestamp, finished_at timestamp, as_of_date date, first_date date, contact_count
    bigint, analysed_count bigint, unsure_count bigint, transcript_count bigint, undated_count bigint,
    rejected_count bigint, masked_count bigint, model_version varchar, taxonomy_version varchar, product_version
    varchar, timezone varchar, unlabelled_count bigint, linked_since_at timestamp
);

create table marts.run_history (
    run_id varchar, started_at timestamp, finished_at timestamp, status_code varchar, error varchar, contact_count
    bigint, rejected_count bigint, as_of_date date, model_version varchar, taxonomy_version varchar, product_version
    varchar
);

create table marts.run_step (
    run_id varchar, step_code varchar, started_at timestamp, finished_at timestamp, row_count bigint, status_code
    varchar
);

create table marts.source_file (
    run_id varchar, source_code varchar, file_name varchar, mapping_name varchar, loaded_at timestamp, row_count
    bigint, loaded_count bigint, superseded_count bigint, rejected_count bigint, status_code varchar, error varchar
);

create table marts.rejected_row (
    run_id varchar, source_code varchar, file_name varchar, line_number bigint, column_name varchar, value varchar,
    reason varchar, raw_row varchar
);

create table marts.file_note (
    run_id varchar, source_code varchar, file_name varchar, note varchar
);

create table marts.erasure (
    erasure_id varchar, why_code varchar, started_at timestamp, finished_at timestamp, place varchar, row_count bigint
);

create table marts.coverage_daily (
    contact_date date, source_code varchar, contact_count bigint, transcript_count bigint, analysed_count bigint,
    unsure_count bigint, is_complete boolean
);

create table marts.department (
    department_code varchar, department_label varchar
);

create table marts.reason (
    reason_code varchar, reason_label varchar, group_code varchar, group_label varchar, department_code varchar,
    department_label varchar, definition varchar
);

create table marts.reason_change (
    reason_code varchar, reason_label varchar, department_code varchar, change_date date, kind_code varchar, mark varchar,
    sentence varchar
);

create table marts.reason_rule (
    old_code varchar, reason_code varchar
);

create table marts.dimension (
    dimension_code varchar, dimension_label varchar
);

create table marts.dimension_value (
    dimension_code varchar, value_code varchar, value_label varchar, contact_count bigint
);

create table marts.kpi (
    kpi_code varchar, kpi_label varchar, unit varchar, direction varchar, numerator varchar, denominator varchar,
    definition varchar, variant varchar, minimum_count bigint, target double, kpi_version varchar, interval_code varchar,
    squares varchar, counted varchar, table_code varchar, group_code varchar, place integer
);

create table marts.kpi_variant (
    kpi_code varchar, variant varchar, numerator varchar, denominator varchar, is_used boolean
);

create table marts.contact_daily (
    contact_date date, reason_code varchar, channel_code varchar, site_code varchar, language_code varchar,
    contact_count bigint default 0, transcript_count bigint default 0, analysed_count bigint default 0, unsure_count
    bigint default 0, queued_count bigint default 0, answered_count bigint default 0, answered_within_count bigint
    default 0, abandoned_count bigint default 0, abandoned_within_count bigint default 0, short_abandoned_count bigint
    default 0, handled_count bigint default 0, transferred_count bigint default 0, held_count bigint default 0,
    mature_count bigint default 0, repeated_count bigint default 0, direct_mature_count bigint default 0,
    direct_repeated_count bigint default 0, csat_response_count bigint default 0, csat_satisfied_count bigint default
    0, survey_sent_count bigint default 0, survey_answered_count bigint default 0, nps_response_count bigint default
    0, nps_promoter_count bigint default 0, nps_detractor_count bigint default 0, qa_scored_count bigint default 0,
    auto_failed_count bigint default 0, felt_count bigint default 0, negative_start_count bigint default 0,
    turned_around_count bigint default 0, negative_end_count bigint default 0, escalated_count bigint default 0,
    hard_count bigint default 0, churn_known_count bigint default 0, churn_risk_count bigint default 0, effort_count
    bigint default 0, answered_queue_seconds double default 0, answered_queue_seconds_squared double default 0,
    handle_seconds double default 0, handle_seconds_squared double default 0, talk_seconds double default 0,
    hold_seconds double default 0, hold_seconds_squared double default 0, wrap_seconds double default 0, qa_score_sum
    double default 0, qa_score_squared double default 0, effort_sum double default 0, effort_squared double default 0
);

create table marts.performance_daily (
    contact_date date, team_label varchar, agent_id varchar, queue_label varchar, channel_code varchar, site_code varchar,
    language_code varchar, hours_code varchar,
    contact_count bigint default 0, transcript_count bigint default 0, analysed_count bigint default 0, unsure_count
    bigint default 0, queued_count bigint default 0, answered_count bigint default 0, answered_within_count bigint
    default 0, abandoned_count bigint default 0, abandoned_within_count bigint default 0, short_abandoned_count bigint
    default 0, handled_count bigint default 0, transferred_count bigint default 0, held_count bigint default 0,
    mature_count bigint default 0, repeated_count bigint default 0, direct_mature_count bigint default 0,
    direct_repeated_count bigint default 0, csat_response_count bigint default 0, csat_satisfied_count bigint default
    0, survey_sent_count bigint default 0, survey_answered_count bigint default 0, nps_response_count bigint default
    0, nps_promoter_count bigint default 0, nps_detractor_count bigint default 0, qa_scored_count bigint default 0,
    auto_failed_count bigint default 0, felt_count bigint default 0, negative_start_count bigint default 0,
    turned_around_count bigint default 0, negative_end_count bigint default 0, escalated_count bigint default 0,
    hard_count bigint default 0, churn_known_count bigint default 0, churn_risk_count bigint default 0, effort_count
    bigint default 0, answered_queue_seconds double default 0, answered_queue_seconds_squared double default 0,
    handle_seconds double default 0, handle_seconds_squared double default 0, talk_seconds double default 0,
    hold_seconds double default 0, hold_seconds_squared double default 0, wrap_seconds double default 0, qa_score_sum
    double default 0, qa_score_squared double default 0, effort_sum double default 0, effort_squared double default 0
);

create table marts.contact_kpi (
    contact_id varchar, contact_date date, reason_code varchar, channel_code varchar, site_code varchar, language_code
    varchar, product_code varchar, region_code varchar, carrier_code varchar, queue_label varchar, team_label varchar, agent_id varchar, hours_code varchar, repeated_by_contact_id varchar,
    repeats_contact_id varchar, chain_id varchar, chain_place bigint,
    contact_count integer default 0, transcript_count integer default 0, analysed_count integer default 0,
    unsure_count integer default 0, queued_count integer default 0, answered_count integer default 0,
    answered_within_count integer default 0, abandoned_count integer default 0, abandoned_within_count integer default
    0, short_abandoned_count integer default 0, handled_count integer default 0, transferred_count integer default 0,
    held_count integer default 0, mature_count integer default 0, repeated_count integer default 0,
    direct_mature_count integer default 0, direct_repeated_count integer default 0, csat_response_count integer
    default 0, csat_satisfied_count integer default 0, survey_sent_count integer default 0, survey_answered_count
    integer default 0, nps_response_count integer default 0, nps_promoter_count integer default 0, nps_detractor_count
    integer default 0, qa_scored_count integer default 0, auto_failed_count integer default 0, felt_count integer
    default 0, negative_start_count integer default 0, turned_around_count integer default 0, negative_end_count
    integer default 0, escalated_count integer default 0, hard_count integer default 0, churn_known_count integer
    default 0, churn_risk_count integer default 0, effort_count integer default 0, answered_queue_seconds double
    default 0, answered_queue_seconds_squared double default 0, handle_seconds double default 0,
    handle_seconds_squared double default 0, talk_seconds double default 0, hold_seconds double default 0,
    hold_seconds_squared double default 0, wrap_seconds double default 0, qa_score_sum double default 0,
    qa_score_squared double default 0, effort_sum double default 0, effort_squared double default 0
);

create table marts.repeat_chain (
    chain_id varchar, reason_code varchar, reason_label varchar, contact_count bigint, first_date date, last_date date,
    first_agent_id varchar, contact_ids varchar[]
);

create table marts.agent (
    agent_id varchar, agent_label varchar, team_label varchar, site_label varchar
);

create table marts.agent_state (
    state_code varchar, class_code varchar, is_known boolean, state_count bigint
);

create table marts.agent_time_daily (
    agent_id varchar, contact_date date, team_label varchar, site_code varchar, on_contact_seconds double, idle_seconds
    double, away_seconds double, agent_day_count integer
);

create table marts.volume_daily (
    contact_date date, volume_count double
);

create table marts.reason_slice_daily (
    contact_date date, reason_code varchar, dimension_code varchar, value_code varchar, value_label varchar,
    contact_count bigint, handle_seconds double
);

create table marts.series (
    series_code varchar, subject_kind varchar, subject_code varchar, subject_label varchar, slice_size integer,
    slice_label varchar
);

create table marts.series_daily (
    series_code varchar, subject_kind varchar, subject_code varchar, slice_size integer, contact_date date, contact_count
    bigint, expected_count double, lower_count double, upper_count double, p_value double, q_value double, is_spike
    boolean
);

create table marts.series_change (
    change_id varchar, kind_code varchar, series_code varchar, subject_kind varchar, subject_code varchar, subject_label
    varchar, department_code varchar, department_label varchar, where_label varchar, state_code varchar, started_date date,
    opened_date date, last_date date, closed_date date, is_open boolean, before_per_day double, now_per_day double, contact_count bigint, expected_count double,
    excess_count double, chance_one_in bigint, severity_rank bigint
);

create table marts.early_warning (
    series_code varchar, subject_kind varchar, subject_code varchar, subject_label varchar, department_code varchar,
    department_label varchar, first_hour_at timestamp, last_hour_at timestamp, contact_count bigint, expected_count double,
    q_value double
);

create table marts.silent_source (
    source_code varchar, since_date date, last_date date, expected_per_day double, is_open boolean
);

create table marts.alert (
    alert_id varchar, series_code varchar, subject_kind varchar, subject_code varchar, subject_label varchar, reason_code
    varchar, department_code varchar, department_label varchar, where_label varchar, started_date date, last_date date,
    closed_date date, state_code varchar, is_open boolean, peak_date date, day_count bigint, contact_count bigint,
    expected_count double, lower_count double, upper_count double, peak_contact_count bigint, peak_expected_count double,
    peak_lower_count double, peak_upper_count double, excess_count double, excess_hours double, q_value double,
    chance_one_in bigint, driver_label varchar, driver_share double, spread_label varchar, phrase_label varchar,
    mark_code varchar, cause_label varchar, snoozed_until date, marked_by varchar, marked_at timestamp, is_kept_out
    boolean, severity_rank bigint
);

create table marts.alert_day (
    alert_id varchar, contact_date date, state_code varchar, contact_count bigint, expected_count double, lower_count
    double, upper_count double, is_spike boolean
);

create table marts.alert_phrase (
    alert_id varchar, phrase_rank bigint, phrase varchar, language_code varchar, alert_count bigint, usual_count double,
    score double
);

create table marts.alert_mark (
    mark_id bigint, alert_id varchar, mark_code varchar, cause_label varchar, snoozed_until date, is_kept_out boolean,
    marked_by varchar, marked_at timestamp
);

create table marts.action (
    action_id varchar, title varchar, subject_kind varchar, subject_label varchar, reason_code varchar, topic_code varchar,
    alert_id varchar, department_code varchar, department_label varchar, owner varchar, planned_date date, live_date date,
    expected_change double, ticket_url varchar, state_code varchar, state_since timestamp, note varchar, proposed_by varchar,
    proposed_at timestamp, changed_by varchar, changed_at timestamp
);

create table marts.action_effect (
    action_id varchar, series_code varchar, live_date date, verdict_code varchar, saved_per_day double, low double,
    high double, saved_total double, total_low double, total_high double, saved_share double, expected_per_day double,
    measured_days integer, known_on date, is_gradual boolean, fit_error double, placebo_count integer, placebo_share
    double, control_codes varchar[], control_fit_share double, hours_saved double, hours_low double, hours_high double,
    csat_before double, csat_after double, csat_after_n bigint, csat_change_low double, csat_change_high double,
    resolved_before double, resolved_after double, resolved_after_n bigint, resolved_change_low double,
    resolved_change_high double, subject_kind varchar, subject_code varchar, subject_label varchar, control_labels
    varchar[]
);

create table marts.action_effect_daily (
    action_id varchar, contact_date date, contact_count double, expected_count double, lower_count double, upper_count
    double, is_kept boolean, is_after boolean
);

create table marts.action_shift (
    action_id varchar, series_code varchar, subject_kind varchar, subject_code varchar, subject_label varchar,
    where_label varchar, added_per_day double, low double, high double, q_value double, is_moved boolean, shift_rank
    bigint
);

create table marts.alert_driver (
    alert_id varchar, driver_rank bigint, slice_label varchar, slice_json varchar, dimension_count bigint,
    excess_count double, share_of_excess double, score double, contact_count bigint, expected_count double
);

create table marts.alert_quote (
    alert_id varchar, quote_rank bigint, contact_id varchar, turn_index bigint, text varchar, channel_label varchar,
    contact_date date, language_code varchar
);

create table marts.alert_contact (
    alert_id varchar, contact_id varchar, is_driver boolean
);

create table marts.reason_quote (
    reason_code varchar, quote_rank bigint, contact_id varchar, turn_index bigint, text varchar, channel_label
    varchar, contact_date date, language_code varchar
);

create table marts.contact (
    contact_id varchar, contact_date date, started_at timestamp, started_local timestamp, channel_code varchar,
    channel_label varchar, site_code varchar, site_label varchar, language_code varchar, language_label varchar, queue_label varchar,
    team_label varchar, agent_label varchar, disposition_code varchar, disposition_label varchar, reason_code
    varchar, reason_label varchar, department_code varchar, confidence double, runner_up_label varchar, method
    varchar, product_code varchar, region_code varchar, carrier_code varchar, csat_score bigint, handle_seconds
    double, queue_seconds double, hold_seconds double, transfer_count bigint, is_abandoned boolean, turn_count
    bigint, has_transcript boolean, first_words varchar, attributes map(varchar, varchar), topic_code varchar,
    agent_id varchar, qa_score double, is_auto_failed boolean, start_sentiment double, low_sentiment double,
    low_turn_index bigint, end_sentiment double, is_turned_around boolean, is_escalated boolean, effort double,
    effort_signs varchar[], has_churn_risk boolean, churn_turn_index bigint
);

create table marts.turn (
    contact_id varchar, turn_index bigint, speaker varchar, started_ms bigint, text varchar, language_code varchar,
    reason_code varchar, speaker_label varchar, sentiment double, sentiment_confidence double, contact_date date
);

create table marts.code_noise (
    kind_code varchar, item_code varchar, item_label varchar, reason_code varchar, judged_count bigint, miscoded_count
    bigint, miscoded_share double, lower_share double, upper_share double, is_too_few boolean
);

create table marts.miscoded_contact (
    contact_id varchar, contact_date date, language_code varchar, disposition_label varchar, given_code varchar,
    given_label varchar, suggested_code varchar, suggested_label varchar, wrong_chance double, agent_id varchar,
    agent_label varchar, team_label varchar
);

create table marts.label_candidate (
    contact_id varchar, place integer, use_code varchar, best_code varchar, best_label varchar, runner_up_code varchar,
    runner_up_label varchar, confidence double
);

create table marts.confused_pair (
    given_code varchar, given_label varchar, right_code varchar, right_label varchar, contact_count bigint, given_count
    bigint
);

create table marts.code_cost_daily (
    contact_date date, reason_code varchar, channel_code varchar, site_code varchar, language_code varchar,
    by_code_count bigint, by_words_count bigint
);

create table marts.model_version (
    model_version varchar, trained_at timestamp, status_code varchar, why varchar, compared_with varchar, tier_code
    varchar, taxonomy_version varchar, disposition_count bigint, label_count bigint, first_date date, last_date date
);

create table marts.model_card (
    place integer, model_version varchar, section_code varchar, item_code varchar, item_label varchar, other_code
    varchar, other_label varchar, language_code varchar, language_label varchar, value double, low_value double,
    high_value double, n bigint
);

create table marts.model_daily (
    contact_date date, language_code varchar, language_label varchar, contact_count bigint, unsure_count bigint,
    mean_distance double, sure_count bigint, disagreement_count bigint
);

create table marts.model_drift (
    language_code varchar, language_label varchar, measure_code varchar, reference_count bigint, reference_value
    double, recent_count bigint, recent_value double, is_comparable boolean, is_drifted boolean, sentence varchar
);

create table marts.topic (
    topic_code varchar, topic_label varchar, keywords varchar, language_code varchar, status_code varchar, born_date date,
    born_by varchar, faded_date date, last_seen_date date, contact_count bigint, recent_count bigint, before_count bigint,
    recent_share double, handle_seconds double, x double, y double, parent_reason_code varchar, parent_reason_label varchar,
    parent_share double, group_label varchar, department_code varchar, department_label varchar, twin_code varchar,
    twin_label varchar, emerging_code varchar, first_seen_date date, alert_id varchar, proposed_label varchar,
    proposed_definition varchar, proposed_department_code varchar, proposed_group_code varchar,
    proposed_phrases struct(language_code varchar, phrase varchar)[]
);

create table marts.topic_reason (
    topic_code varchar, reason_code varchar, reason_label varchar, contact_count bigint, share_of_topic double,
    share_of_reason double
);

create table marts.topic_event (
    topic_code varchar, topic_label varchar, event_code varchar, event_date date, other_code varchar, other_label varchar,
    share double
);

create table marts.topic_quote (
    topic_code varchar, quote_rank bigint, contact_id varchar, turn_index bigint, text varchar, channel_label varchar,
    contact_date date, language_code varchar
);

create table marts.topic_slice (
    topic_code varchar, dimension_code varchar, dimension_label varchar, value_code varchar, value_label varchar,
    contact_count bigint, share_of_topic double, usual_share double
);

create table marts.topic_fit (
    topic_version varchar, as_of_date date, why_code varchar, text_count bigint, topic_count bigint, unassigned_share
    double, stability double, kept_share double, is_current boolean
);

create table marts.criterion (
    criterion_code varchar, criterion_label varchar, stage_code varchar, stage_label varchar, definition varchar, weight
    double, is_auto_fail boolean, place integer, rubric_version varchar, review_count bigint, agreement double, kappa
    double, kappa_low double, kappa_high double, is_trusted boolean
);

create table marts.contact_criterion (
    contact_id varchar, criterion_code varchar, verdict varchar, machine_verdict varchar, confidence double,
    evidence_turn_indexes integer[], reviewed_by varchar
);

create table marts.quality_daily (
    contact_date date, criterion_code varchar, team_label varchar, agent_id varchar, channel_code varchar, site_code
    varchar, language_code varchar, met_count bigint, not_met_count bigint, not_applicable_count bigint
);

create table marts.quality_to_review (
    contact_id varchar, criterion_code varchar, why_code varchar, place bigint, machine_verdict varchar, confidence double
);

create table marts.unit (
    unit_kind varchar, unit_code varchar, unit_label varchar, team_label varchar, contact_count bigint, imbalance_code
    varchar, imbalance_measure_code varchar, imbalance_against_code varchar, occupancy double, hard_share double,
    window_start date, window_end date
);

create table marts.unit_measure (
    unit_kind varchar, unit_code varchar, measure_code varchar, n bigint, value double, expected_value double,
    adjusted_value double, low double, high double, q_value double, stands_out boolean, rank_low double, rank_high double,
    direction varchar
);

create table marts.load_association (
    load_code varchar, outcome_code varchar, n bigint, effect double, low double, high double, q_value double
);

create table marts.satisfaction_driver (
    outcome_code varchar, factor_kind varchar, factor_code varchar, factor_label varchar, n bigint, raw_effect double,
    effect double, low double, high double, q_value double, unit_text varchar
);

create table marts.reason_impact (
    outcome_code varchar, reason_code varchar, reason_label varchar, n bigint, mean double, gap double, impact double,
    low double, high double
);

create table marts.coaching_focus (
    agent_id varchar, agent_label varchar, team_label varchar, focus_rank bigint, criterion_code varchar, criterion_label
    varchar, n bigint, rate double, expected_rate double, low double, high double, q_value double
);

create table marts.coaching_example (
    agent_id varchar, criterion_code varchar, kind_code varchar, example_rank bigint, contact_id varchar, turn_index
    bigint, text varchar, contact_date date, example_agent_label varchar
);

create table marts.coaching_session (
    session_id bigint, agent_id varchar, held_on date, criterion_code varchar, note varchar, before_rate double, before_n
    bigint, after_rate double, after_n bigint, difference double, low double, high double, verdict_code varchar
);

create table marts.source_freshness (
    source_code varchar, record_code varchar, last_date date, day_count bigint, usual_gap_days integer, behind_days integer,
    is_late boolean, loaded_at timestamp
);

create table marts.source_volume_daily (
    source_code varchar, channel_code varchar, channel_label varchar, contact_date date, contact_count bigint, expected_count
    double, lower_count double, upper_count double, is_odd boolean
);

create table marts.null_rate (
    source_code varchar, column_name varchar, recent_count bigint, recent_null_count bigint, before_count bigint,
    before_null_count bigint
);
