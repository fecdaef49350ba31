-- Contacts whose code is called wrong, without another reason of the taxonomy that is right.
select contact_id, given_code, right_code
from trends.audited_contact
left join ops.taxonomy_reason on reason_code = right_code
where is_miscoded and (group_code is null or right_code in (given_code, 'unsure'))
limit 20
