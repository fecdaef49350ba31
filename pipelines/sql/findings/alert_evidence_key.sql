-- One row per alert: evidence_key changes with the contacts of its days and of the eight weeks before, and with their reasons.
-- grain: alert_id
select
    alert.alert_id,
    md5(concat_ws(
        ' ',
        alert.series_code,
        alert.last_date,
        bit_xor(hash(contact.contact_id, contact.contact_date, contact.run_id, found.input_hash)),
        count(*)
    )) as evidence_key
from findings.alert as alert
join trends.series as series using (series_code)
join trends.subject_part as subject using (subject_kind, subject_code)
join trends.contact_part as part
    on part.part_kind = subject.part_kind
    and part.part_code = subject.part_code
    and part.contact_date between alert.started_date - 56 and alert.last_date
join trends.contact_reason as contact using (contact_id)
left join findings.contact_reason as found on contact.contact_id = found.contact_id
group by alert.alert_id, alert.series_code, alert.last_date
