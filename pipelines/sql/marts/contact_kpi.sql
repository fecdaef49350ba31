-- One row per dated contact: what it adds to each KPI, and its place among the contacts of the same customer and reason.
-- grain: contact_id
-- counted by day: contact_date since contacts_since
select
    counted.*,
    repeated_by_contact_id,
    repeats_contact_id,
    chain_id,
    chain_place
from trends.contact_kpi as counted
left join trends.contact_repeat using (contact_id)
