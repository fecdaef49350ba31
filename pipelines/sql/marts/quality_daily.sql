-- One row per day, criterion and who handled what where: how many contacts met the criterion.
-- grain: contact_date, criterion_code, team_label, agent_id, channel_code, site_code, language_code
select
    contact.contact_date,
    criterion_code,
    coalesce(contact.team_label, 'unknown') as team_label,
    coalesce(contact.agent_id, 'unknown') as agent_id,
    contact.channel_code,
    contact.site_code,
    contact.language_code,
    count(*) filter (verdict = 'met') as met_count,
    count(*) filter (verdict = 'not_met') as not_met_count,
    count(*) filter (verdict = 'not_applicable') as not_applicable_count
from marts.contact_criterion
join core.contact as contact using (contact_id)
where contact.contact_date is not null
group by all
