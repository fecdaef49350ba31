-- One row per alert whose evidence was never gathered, or from other contacts or dimensions ($1) than now, or in the way
-- before 'own slice', when drivers could lie outside the alert's slice.
-- grain: alert_id
with

keyed as (
    select
        alert.*,
        series.subject_kind,
        series.subject_code,
        series.slice,
        md5(concat_ws(' ', alert.evidence_key, getvariable('reference_days'), $1, 'own slice')) as gathered_key
    from findings.alert as alert
    join trends.series as series using (series_code)
)

select keyed.*
from keyed
anti join findings.alert_evidence as gathered using (alert_id, gathered_key)
