-- One row per reason that codes of the last 90 days led to and reason that was right instead.
-- grain: given_code, right_code
with

judged as (
    select given_code, right_code, count(*) over (partition by given_code) as given_count
    from trends.audited_contact
    where contact_date > getvariable('as_of')::date - 90
)

select
    given_code,
    given.reason_label as given_label,
    right_code,
    other.reason_label as right_label,
    count(*) as contact_count,
    any_value(given_count) as given_count  -- judged contacts with a code of the given reason
from judged
left join ops.taxonomy_reason as given on given.reason_code = given_code
left join ops.taxonomy_reason as other on other.reason_code = right_code
where right_code is not null
group by given_code, given_label, right_code, right_label
