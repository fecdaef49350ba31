-- One row per contact that is worth an analyst's label, in order: it teaches the model of reasons most, or judges it.
-- grain: contact_id
select
    contact_id,
    candidate.place,
    candidate.use_code,
    candidate.best_code,
    best.reason_label as best_label,
    candidate.runner_up_code,
    runner_up.reason_label as runner_up_label,
    candidate.confidence  -- 0-1, that best_code is right
from findings.label_candidate as candidate
left join ops.taxonomy_reason as best on best.reason_code = candidate.best_code
left join ops.taxonomy_reason as runner_up on runner_up.reason_code = candidate.runner_up_code
where contact_id in (select contact_id from marts.contact)
