-- A small contact centre of 60 days, 8 reasons in 2 departments (and 3 with little in them), 60 contacts with turns, 2 alerts.
-- Everything is arithmetic on the day and the reason, so that a test can say which number it expects.

insert into marts.run values (
    '20260304T040000Z', '2026-03-04 04:00:00', '2026-03-04 04:01:30', '2026-03-03', '2026-01-03',
    0, 0, 0, 0, 2, 3, 41, 'light 2026-03-01', '1', '0.1.0', 'America/New_York', 4, '2026-02-01 09:00:00'
);
insert into marts.run_history values
    ('20260302T040000Z', '2026-03-02 04:00:00', '2026-03-02 04:01:00', 'done', null, 5800, 0, '2026-03-01',
     'light 2026-02-01', '1', '0.1.0'),
    ('20260303T040000Z', '2026-03-03 04:00:00', '2026-03-03 04:00:10', 'failed', 'calls.csv is empty. Ask for it again.',
     null, null, '2026-03-02', null, null, '0.1.0'),
    ('20260304T040000Z', '2026-03-04 04:00:00', '2026-03-04 04:01:30', 'done', null, 6000, 3, '2026-03-03',
     'light 2026-03-01', '1', '0.1.0');
insert into marts.run_step values
    ('20260304T040000Z', 'pull', '2026-03-04 04:00:00', '2026-03-04 04:00:20', 6003, 'done'),
    ('20260304T040000Z', 'publish', '2026-03-04 04:01:20', '2026-03-04 04:01:30', 21, 'done');
insert into marts.source_file values
    ('20260304T040000Z', 'calls', 'calls_2026-03-03.csv', 'five9_calls', '2026-03-04 04:00:05', 103, 100, 0, 3, 'loaded', null),
    ('20260304T040000Z', 'chats', 'chats_2026-03-03.jsonl', 'chat_lines', '2026-03-04 04:00:09', 0, 0, 0, 0, 'failed',
     'The file is empty. Ask for it again, or remove it.');
insert into marts.rejected_row
select '20260304T040000Z', 'calls', 'calls_2026-03-03.csv', 10 + i, 'TIMESTAMP', '13/45/2026', 'not a date of the form %m/%d/%Y',
    'C-' || i || ',13/45/2026,[PHONE]'
from range(3) as numbers(i);

insert into marts.erasure values
    ('5fb85a71877f', 'erase', '2026-03-12 10:05:00', '2026-03-12 10:06:00', 'raw.contact', 7),
    ('5fb85a71877f', 'erase', '2026-03-12 10:05:00', '2026-03-12 10:06:00', 'workspace.label', 1),
    ('5fb85a71877f', 'erase', '2026-03-12 10:05:00', '2026-03-12 10:06:00', 'published', 5),
    ('0c2d11ab9e04', 'retention', '2026-03-14 02:01:00', null, 'raw.turn', 1240);

insert into marts.file_note values
    ('20260304T040000Z', 'calls', 'calls_2026-03-03.csv', 'column Priority is new');

insert into marts.department values
    ('logistics', 'Logistics'), ('website', 'Website and UX'), ('billing', 'Billing'), ('returns', 'Returns'), ('stores', 'Stores');
insert into marts.reason values
    ('damaged_shipment', 'Damaged shipment', 'delivery', 'Delivery', 'logistics', 'Logistics', 'Goods arrived broken, wet or torn.'),
    ('where_is_order', 'Where is my order', 'delivery', 'Delivery', 'logistics', 'Logistics', 'The order has not come yet.'),
    ('late_delivery', 'Late delivery', 'delivery', 'Delivery', 'logistics', 'Logistics', 'The order came after the promised day.'),
    ('checkout_error', 'Checkout error', 'web', 'Website', 'website', 'Website and UX', 'The order cannot be completed on the site.'),
    ('login', 'Cannot log in', 'web', 'Website', 'website', 'Website and UX', 'The customer cannot reach the account.'),
    ('double_charge', 'Charged twice', 'money', 'Payment', 'billing', 'Billing', 'One order was paid for twice.'),
    ('refund', 'Refund not received', 'money', 'Payment', 'returns', 'Returns', 'The money for a return has not come.'),
    ('opening_hours', 'Opening hours', 'stores', 'Stores', 'stores', 'Stores', 'When a store is open.'),
    ('unsure', 'Not sure', 'unsure', 'Not sure', null, null, 'The text does not say clearly enough what the contact is about.');
insert into marts.dimension values ('channel_code', 'Channel'), ('region_code', 'Region'), ('carrier_code', 'Carrier'),
    ('site_code', 'Site'), ('language_code', 'Language');

-- expected a day: 12, 20, 8, 9, 5, 4, 7, 2 and 6 not sure; on the last three days damaged shipments are 52 instead of 12,
-- and on 16 February 18 customers instead of 4 were charged twice
create temp table daily as
select
    date '2026-01-03' + day::integer as contact_date,
    reason_code,
    base + case
        when reason_code = 'damaged_shipment' and day >= 57 then 40
        when reason_code = 'double_charge' and day = 44 then 14
        else (day * 7 + base) % 3 - 1
    end as contact_count,
    base
from range(60) as days(day), (values
    ('damaged_shipment', 12), ('where_is_order', 20), ('late_delivery', 8), ('checkout_error', 9), ('login', 5),
    ('double_charge', 4), ('refund', 7), ('opening_hours', 2), ('unsure', 6)) as bases(reason_code, base);

-- of n contacts of a reason on a channel: how long they took, who came back, what customers said and how it was felt
insert into marts.contact_daily by name
select
    contact_date, reason_code, channel_code, site_code, language_code,
    n as contact_count, n // 2 as transcript_count, n as analysed_count, if(reason_code = 'unsure', n, 0) as unsure_count,
    if(is_voice, n, 0) as queued_count, if(is_voice, n - n // 10, 0) as answered_count,
    if(is_voice, n - n // 5, 0) as answered_within_count, if(is_voice, n // 10, 0) as abandoned_count,
    17.0 * answered_count as answered_queue_seconds, 489.0 * answered_count as answered_queue_seconds_squared,
    if(is_voice, n - n // 10, n) as handled_count, 420.0 * handled_count as handle_seconds,
    200000.0 * handled_count as handle_seconds_squared, 350.0 * handled_count as talk_seconds,
    n // 3 as held_count, 60.0 * held_count as hold_seconds, 4500.0 * held_count as hold_seconds_squared,
    50.0 * handled_count as wrap_seconds, n // 9 as transferred_count,
    if(day < 53 and reason_code <> 'unsure', handled_count, 0) as mature_count, mature_count // 6 as repeated_count,
    mature_count as direct_mature_count, repeated_count as direct_repeated_count,
    n // 4 as csat_response_count, n // 5 as csat_satisfied_count, n // 2 as survey_sent_count, n // 4 as survey_answered_count,
    n // 4 as nps_response_count, n // 6 as nps_promoter_count, n // 12 as nps_detractor_count,
    n // 2 as qa_scored_count, 79.0 * qa_scored_count as qa_score_sum, 6400.0 * qa_scored_count as qa_score_squared,
    n // 40 as auto_failed_count, n // 3 as felt_count, n // 5 as negative_start_count, n // 8 as turned_around_count,
    n // 15 as negative_end_count, n // 20 as escalated_count, n // 12 as hard_count,
    n // 2 as churn_known_count, n // 25 as churn_risk_count,
    n // 2 as effort_count, 0.3 * effort_count as effort_sum, 0.13 * effort_count as effort_squared
from (
    select *, if(channel_code = 'voice', contact_count - contact_count // 3, contact_count // 3) as n,
        channel_code = 'voice' as is_voice, contact_date - date '2026-01-03' as day
    from daily, (values ('voice', 'Columbus', 'en'), ('chat', 'Tucson', 'es')) as channels(channel_code, site_code, language_code)
) as split
where n > 0
order by all;

-- the same contacts by who handled them: two agents a site share the reasons; and a single one of a fifth agent's
insert into marts.performance_daily by name
select
    contact_date,
    case site_code when 'Columbus' then 'Team A' else 'Team B' end as team_label,
    case when site_code = 'Columbus' then if(length(reason_code) % 2 = 0, '17', '18')
        when reason_code = 'login' and contact_date = date '2026-03-03' then '21'
        else if(length(reason_code) % 2 = 0, '19', '20') end as agent_id,
    if(reason_code in ('damaged_shipment', 'where_is_order', 'late_delivery'), 'Delivery', 'General') as queue_label,
    channel_code, site_code, language_code, if(isodow(contact_date) > 5, 'outside', 'business') as hours_code,
    sum(columns('_count$'))::bigint, sum(columns('_(seconds|sum|squared)$'))
from marts.contact_daily group by all order by all;
insert into marts.agent_time_daily
select agent_id, contact_date, team_label, site_code, if(agent_id = '18', 23400, 21000), if(agent_id = '18', 3000, 5400), 2400, 1
from (select distinct agent_id, contact_date, team_label, site_code from marts.performance_daily where agent_id <> '21') as days
order by all;
insert into marts.agent_state values
    ('working', 'on_contact', true, 4100), ('available', 'idle', true, 4300), ('lunch', 'away', true, 240), ('stretching', 'away', false, 12);
insert into marts.agent values ('17', 'Ana Ruiz', 'Team A', 'Columbus'), ('18', 'Ben Cole', 'Team A', 'Columbus'),
    ('19', 'Cleo Diaz', 'Team B', 'Tucson'), ('20', 'Dan Ek', 'Team B', 'Tucson'), ('21', 'Eva Long', 'Team B', 'Tucson');
insert into marts.volume_daily
select date '2026-01-03' + day::integer, 900 + 10 * (day % 7) from range(60) as days(day) order by all;

insert into marts.coverage_daily
select contact_date, if(channel_code = 'voice', 'calls', 'chats'), sum(contact_count), sum(transcript_count), sum(analysed_count),
    coalesce(sum(contact_count) filter (reason_code = 'unsure'), 0), true
from marts.contact_daily group by all order by all;
update marts.run set
    contact_count = (select sum(contact_count) from marts.coverage_daily),
    analysed_count = (select sum(analysed_count) from marts.coverage_daily),
    unsure_count = (select sum(unsure_count) from marts.coverage_daily),
    transcript_count = (select sum(transcript_count) from marts.coverage_daily);

create temp table value_share as
from (values
    ('channel_code', 'voice', 'Phone', 0.7), ('channel_code', 'chat', 'Chat', 0.3),
    ('region_code', 'South', 'South', 0.3), ('region_code', 'North', 'North', 0.7),
    ('carrier_code', 'NorthStar', 'NorthStar', 0.4), ('carrier_code', 'Parcelway', 'Parcelway', 0.6),
    ('site_code', 'Columbus', 'Columbus', 0.7), ('site_code', 'Tucson', 'Tucson', 0.3),
    ('language_code', 'en', 'English', 0.7), ('language_code', 'es', 'Spanish', 0.3)
) as shares(dimension_code, value_code, value_label, share);

insert into marts.reason_slice_daily
select contact_date, reason_code, dimension_code, value_code, value_label, round(contact_count * share),
    420.0 * round(contact_count * share)
from daily, value_share order by all;
insert into marts.dimension_value
select dimension_code, value_code, value_label, sum(contact_count) from marts.reason_slice_daily group by all
union all
select 'team_label', team_label, team_label, sum(contact_count) from marts.performance_daily group by all order by all;

insert into marts.series
select 'reason:' || reason_code, 'reason', reason_code, reason_label, 0, '' from marts.reason where reason_code <> 'unsure'
union all
select distinct 'group:' || group_code, 'group', group_code, 'All of ' || group_label, 0, '' from marts.reason where reason_code <> 'unsure'
union all
select 'all:', 'all', '', 'All contacts', 0, ''
union all
select 'reason:' || reason_code || ' carrier_code=NorthStar', 'reason', reason_code, reason_label, 1, 'carrier NorthStar'
from marts.reason where reason_code <> 'unsure'
order by all;

insert into marts.series_daily
select
    series_code, subject_kind, subject_code, slice_size, contact_date, contact_count, if(is_judged, base, null),
    if(is_judged, base * 0.5, null), if(is_judged, base * 1.6, null), if(is_judged, p, null), if(is_judged, p, null),
    is_judged and p < 0.01
from (
    select *, contact_date >= date '2026-01-31' as is_judged, if(contact_count > base * 2, 0.0025, 0.5) as p
    from (
        select
            series_code, subject_kind, subject_code, slice_size, contact_date,
            sum(if(slice_size = 0, contact_count, round(contact_count * 0.4)))::bigint as contact_count,
            sum(if(slice_size = 0, base, base * 0.4)) as base
        from marts.series
        join marts.reason on subject_code in (reason_code, group_code, '')
        join daily using (reason_code)
        where reason_code <> 'unsure'
        group by all
    ) as summed
) as judged
order by all;

insert into marts.alert values
    ('damaged_shipment-2026-03-01', 'reason:damaged_shipment', 'reason', 'damaged_shipment', 'Damaged shipment', 'damaged_shipment',
     'logistics', 'Logistics', '', '2026-03-01', '2026-03-03', null, 'growing', true, '2026-03-03', 3, 156, 36.0, 24.0, 50.0,
     52, 12.0, 6.0, 19.0, 120.0, 14.0, 0.0025, 400, 'carrier NorthStar in the South', 0.83, null, 'crushed, broken, lámpara rota',
     null, null, null, null, null, null, 1),
    ('double_charge-2026-02-16', 'reason:double_charge', 'reason', 'double_charge', 'Charged twice', 'double_charge',
     'billing', 'Billing', '', '2026-02-16', '2026-02-16', '2026-02-19', 'closed', false, '2026-02-16', 1, 18, 4.0, 1.0, 8.0,
     18, 4.0, 1.0, 8.0, 14.0, 1.6, 0.0025, 400, null, null, null, null,
     'explained', 'outage', null, 'ana', '2026-02-18 14:00', true, 2);
insert into marts.alert_day
select
    alert_id, contact_date, lived.state_code, day.contact_count, day.expected_count, day.lower_count, day.upper_count,
    day.is_spike
from (values
    ('damaged_shipment-2026-03-01', date '2026-03-01', 'opened'), ('damaged_shipment-2026-03-01', date '2026-03-02', 'growing'),
    ('damaged_shipment-2026-03-01', date '2026-03-03', 'growing'), ('double_charge-2026-02-16', date '2026-02-16', 'opened'),
    ('double_charge-2026-02-16', date '2026-02-17', 'fading'), ('double_charge-2026-02-16', date '2026-02-18', 'fading'),
    ('double_charge-2026-02-16', date '2026-02-19', 'closed')) as lived(alert_id, contact_date, state_code)
join marts.alert using (alert_id)
join marts.series_daily as day using (series_code, contact_date)
order by all;
insert into marts.alert_phrase values
    ('damaged_shipment-2026-03-01', 1, 'crushed', 'en', 61, 4.0, 9.1),
    ('damaged_shipment-2026-03-01', 2, 'broken', 'en', 48, 9.0, 5.2),
    ('damaged_shipment-2026-03-01', 3, 'lámpara rota', 'es', 22, 1.5, 4.4);
insert into marts.series_change values
    ('late-2026-02-02', 'slow_rise', 'reason:late_delivery', 'reason', 'late_delivery', 'Late delivery', 'logistics', 'Logistics',
     '', 'open', '2026-02-02', '2026-02-14', '2026-03-03', null, true, 29.2, 41.3, 1180, 876.5, 303.5, 304, 1),
    ('login-2026-02-20', 'drop', 'reason:login', 'reason', 'login', 'Cannot log in', 'website', 'Website and UX',
     '', 'back', '2026-02-20', '2026-02-20', '2026-02-20', '2026-02-21', false, 24, 0, 0, 24, -24, 1000000, 2);
insert into marts.silent_source values
    ('chats', '2026-03-01', '2026-03-03', 96.4, true),
    ('calls', '2026-01-20', '2026-01-21', 120, false);

insert into marts.alert_mark values
    (1, 'double_charge-2026-02-16', 'acknowledged', null, null, false, 'ben', '2026-02-17 09:30'),
    (2, 'double_charge-2026-02-16', 'explained', 'outage', null, true, 'ana', '2026-02-18 14:00');
insert into marts.action values
    ('a1', 'Pad the boxes of lamps', 'alert', 'Damaged shipment', 'damaged_shipment', null, 'damaged_shipment-2026-03-01', 'logistics',
     'Logistics', 'Lola', '2026-02-18', '2026-02-20', -0.3, 'https://tickets.example/LOG-1', 'live', '2026-02-20 09:00', null, 'ana',
     '2026-02-10 10:00', 'ben', '2026-02-20 09:00'),
    ('a2', 'Let customers choose the day', 'reason', 'Late delivery', 'late_delivery', null, null, 'logistics', 'Logistics', null, null,
     null, null, null, 'proposed', '2026-02-01 10:00', null, 'ana', '2026-02-01 10:00', 'ana', '2026-02-01 10:00'),
    ('a3', 'Say that points take two days', 'topic', 'Points missing in wallet', null, 't1a2b3c', null, 'website', 'Website and UX', 'Wes',
     '2026-03-20', null, -0.5, null, 'accepted', '2026-02-28 10:00', 'Text only.', 'wes', '2026-02-27 10:00', 'wes', '2026-02-28 10:00');
insert into marts.action_effect values
    ('a1', 'reason:damaged_shipment', '2026-02-20', 'fell', 8.2, 5.1, 11.3, 98.4, 61.2, 135.6, 0.31, 26.4, 12, null, false, 0.08,
     10, 0.1, ['reason:refund', 'reason:late_delivery'], 0.4, 11.5, 7.1, 15.8, 3.1, 3.6, 41, 0.1, 0.9, 0.7, 0.78, 50, -0.08, 0.24, 'reason',
     'damaged_shipment', 'Damaged shipment', ['Refund', 'Late delivery']);
insert into marts.action_effect_daily
select 'a1', date '2026-01-01' + i::integer, 26 - if(i >= 50, 8, 0) + i % 5, 26.4, 18.0, 35.0, true, i >= 50
from range(62) as days(i);
insert into marts.action_shift values
    ('a1', 'reason:refund', 'reason', 'refund', 'Refund', '', 3.2, 1.1, 5.3, 0.01, true, 1),
    ('a1', 'reason:double_charge', 'reason', 'double_charge', 'Charged twice', '', -0.4, -1.2, 0.4, 0.6, false, 2);
insert into marts.alert_driver values
    ('damaged_shipment-2026-03-01', 1, 'carrier NorthStar in the South', '{"carrier_code": "NorthStar", "region_code": "South"}',
     2, 99.6, 0.83, 210.0, 105, 5.4),
    ('damaged_shipment-2026-03-01', 2, 'carrier NorthStar', '{"carrier_code": "NorthStar"}', 1, 96.0, 0.80, 150.0, 110, 14.0);

-- 58 dated contacts of the last six days, every third in Spanish by chat, and 2 transcripts without their record
create temp table sample_contact as
select
    i, 'shop:' || (1000 + i) as contact_id, i % 3 = 2 as is_spanish,
    if(i < 58, date '2026-03-03' - (i % 6)::integer, null) as contact_date,
    case when i % 2 = 0 then 'damaged_shipment' when i % 5 = 1 then 'checkout_error' when i % 5 = 2 then 'where_is_order'
        when i % 5 = 3 then 'double_charge' when i % 7 = 0 then 'unsure' else 'refund' end as reason_code
from range(60) as numbers(i);

insert into marts.turn
select contact_id, turn_index, speaker, turn_index * 4000, text, if(is_spanish, 'es', 'en'),
    if(turn_index = 1 and reason_code <> 'unsure', reason_code, null), null,
    if(speaker = 'customer', if(turn_index = 1, -0.6, 0.3), null), if(speaker = 'customer', 0.8, null), contact_date
from (
    select *, unnest([0, 1, 2, 3]) as turn_index, unnest(['agent', 'customer', 'agent', 'customer']) as speaker,
        unnest(if(is_spanish,
            ['Buenos días, ¿en qué puedo ayudarle?', texts.es || ', pedido ' || i || '.', '¿Me da su correo?', 'Sí, [EMAIL].'],
            ['Good morning, how can I help?', texts.en || ', order ' || i || '.', 'May I have your e-mail?', 'It is [EMAIL].'])) as text
    from sample_contact join (values
        ('damaged_shipment', 'The box was crushed and the lamp is broken', 'La caja llegó aplastada y la lámpara rota'),
        ('checkout_error', 'The payment page throws me back to the cart', 'La página de pago me devuelve al carrito'),
        ('where_is_order', 'Nothing has come and it was due on Monday', 'No ha llegado nada y era para el lunes'),
        ('double_charge', 'You charged me twice', 'Me cobraron dos veces'),
        ('refund', 'I still wait for my refund', 'Sigo esperando mi reembolso'),
        ('unsure', 'The points of my last order are missing in the wallet', 'Faltan los puntos de mi pedido')
    ) as texts(reason_code, en, es) using (reason_code)
) as spoken
order by contact_id, turn_index;

insert into marts.contact
select
    contact_id, contact_date, contact_date + interval 15 hour, contact_date + interval 10 hour,
    if(is_spanish, 'chat', 'voice'), if(is_spanish, 'Chat', 'Phone'), if(is_spanish, 'Tucson', 'Columbus'),
    if(is_spanish, 'Tucson', 'Columbus'),
    if(is_spanish, 'es', 'en'), if(is_spanish, 'Spanish', 'English'), 'General', 'Team A', if(i % 2 = 0, 'Ana Ruiz', 'Ben Cole'),
    upper(reason_code), reason_label, reason_code, reason_label, department_code, 0.9 - i / 200, 'Late delivery', 'model',
    'Lamps', if(i % 4 = 0, 'South', 'North'), if(i % 4 = 0, 'NorthStar', 'Parcelway'), if(i % 4 = 1, 1 + i % 5, null),
    if(contact_date is null, null, 420), if(contact_date is null, null, 12), 0, 0, false, 4, true, text, map {'Skill': 'General'},
    map {'damaged_shipment': 't2b3c4d', 'checkout_error': 't3c4d5e', 'where_is_order': 't5e6f7a', 'double_charge': 't7a8b9c',
        'unsure': 't1a2b3c'}[reason_code],  -- what is said of refunds fits no topic
    if(i % 2 = 0, '17', '18'), if(i % 2 = 0, 75, 50), false, -0.6, -0.6, 1, 0.3, true, false, 0.4,
    if(i % 4 = 0, ['repeat', 'hold'], []), i % 6 = 0, if(i % 6 = 0, 1, null)
from sample_contact
join marts.reason using (reason_code)
join (select contact_id, turn_index, text from marts.turn) as first_turn using (contact_id)
where first_turn.turn_index = 1
order by contact_id;

insert into marts.reason_quote
select reason_code, row_number() over (partition by reason_code order by contact_date desc, contact_id) as quote_rank,
    contact_id, 1, first_words, channel_label, contact_date, language_code
from marts.contact where contact_date is not null and reason_code <> 'unsure'
qualify quote_rank <= 10 order by all;
insert into marts.alert_quote
select 'damaged_shipment-2026-03-01', columns(* exclude reason_code) from marts.reason_quote where reason_code = 'damaged_shipment';
insert into marts.alert_contact
select 'damaged_shipment-2026-03-01', contact_id, carrier_code = 'NorthStar' and region_code = 'South'
from marts.contact where reason_code = 'damaged_shipment' and contact_date >= date '2026-03-01' order by all;

insert into marts.kpi
    (kpi_code, kpi_label, unit, direction, numerator, denominator, definition, variant, minimum_count) values
    ('contacts', 'Contacts', 'count', 'none', 'contact_count', null, 'Every contact of the period, on all channels.', '', 0),
    ('handle_time', 'Average handle time', 'seconds', 'down', 'handle_seconds', 'handled_count',
     'Talk, hold and after-call work, divided by the contacts that were handled.', 'AWS Connect, ICMI', 30),
    ('abandonment_rate', 'Abandonment rate', 'share', 'down', 'abandoned_count', 'queued_count',
     'Abandoned contacts divided by queued contacts.', 'short abandons left out', 30),
    ('csat', 'Satisfied customers', 'share', 'up', 'csat_satisfied_count', 'csat_response_count',
     'Answers of 4 or 5 divided by all answers.', 'top two of five', 30),
    ('service_level', 'Service level', 'share', 'up', 'answered_within_count',
     'answered_count + abandoned_count - abandoned_within_count',
     'Answered within 20 seconds, divided by answered plus abandoned after 20 seconds.', 'abandons after the threshold count', 30),
    ('agent_hours', 'Agent hours', 'hours', 'down', 'handle_seconds / 3600', null, 'Handle time of all contacts, in hours.', '', 0),
    ('unsure_share', 'Share not sure', 'share', 'down', 'unsure_count', 'contact_count',
     'Contacts whose reason could not be decided, divided by all contacts.', '', 30),
    ('fcr', 'First contact resolution', 'share', 'up', 'mature_count - repeated_count', 'mature_count',
     'One minus the contacts after which the same customer came back within 7 days, divided by mature contacts.', 'all contacts', 30),
    ('repeat_rate', 'Repeat rate', 'share', 'down', 'repeated_count', 'mature_count',
     'Contacts after which the same customer came back within 7 days, divided by mature contacts.', 'all contacts', 30),
    ('transfer_rate', 'Transfer rate', 'share', 'down', 'transferred_count', 'handled_count',
     'Handled contacts with a transfer, divided by handled contacts.', 'handled', 30),
    ('asa', 'Average speed of answer', 'seconds', 'down', 'answered_queue_seconds', 'answered_count',
     'Time in the queue of answered contacts, divided by answered contacts.', 'mean', 30),
    ('hold_time', 'Average hold', 'seconds', 'down', 'hold_seconds', 'held_count',
     'Time on hold, divided by the contacts that had a hold.', 'contacts_with_a_hold', 30),
    ('csat_response_rate', 'CSAT response rate', 'share', 'none', 'survey_answered_count', 'survey_sent_count',
     'Answered surveys divided by sent ones.', 'sent', 30),
    ('nps', 'NPS', 'points', 'up', '100 * (nps_promoter_count - nps_detractor_count)', 'nps_response_count',
     'Percent of answers of 9 or 10 minus percent of answers of 0 to 6.', 'all', 30),
    ('turned_around', 'Turned around', 'share', 'up', 'turned_around_count', 'negative_start_count',
     'Contacts that ended well, divided by those that began badly.', 'all', 30),
    ('escalated', 'Escalated', 'share', 'down', 'escalated_count', 'felt_count', 'Contacts that grew angrier.', 'felt', 30),
    ('hard_share', 'Hard contacts', 'share', 'down', 'hard_count', 'felt_count', 'Contacts that escalated or were angry.', 'felt', 30),
    ('qa_score', 'QA score', 'score', 'up', 'qa_score_sum', 'qa_scored_count', 'Mean share of criteria met, 0 to 100.', 'mean', 30),
    ('contact_rate', 'Contact rate', 'per_thousand', 'down', '1000.0 * contact_count', 'volume_count',
     'Contacts per 1,000 orders.', 'all', 30),
    ('occupancy', 'Occupancy', 'share', 'none', 'on_contact_seconds', 'on_contact_seconds + idle_seconds',
     'Time on contacts, divided by time on contacts plus idle time.', 'states', 30);
update marts.kpi set
    kpi_version = 'k' || left(md5(numerator || coalesce(denominator, '')), 8),
    interval_code = case unit when 'share' then if(kpi_code = 'occupancy', 'none', 'wilson') when 'points' then 'nps'
        when 'seconds' then 'mean' when 'score' then 'mean' else 'none' end,
    squares = map {'handle_time': 'handle_seconds_squared', 'asa': 'answered_queue_seconds_squared', 'hold_time':
        'hold_seconds_squared', 'qa_score': 'qa_score_squared', 'nps': '10000 * (nps_promoter_count + nps_detractor_count)'}[kpi_code],
    counted = if(kpi_code = 'occupancy', 'agent_day_count', null),
    table_code = case kpi_code when 'occupancy' then 'agent_time' when 'contact_rate' then 'volume' else 'contact' end,
    target = case kpi_code when 'service_level' then 0.8 when 'occupancy' then 0.85 end,
    group_code = case
        when kpi_code in ('service_level', 'asa', 'abandonment_rate', 'handle_time', 'hold_time') then 'speed'
        when kpi_code in ('fcr', 'repeat_rate', 'transfer_rate') then 'resolution'
        when kpi_code = 'qa_score' then 'quality'
        when kpi_code in ('contacts', 'agent_hours', 'contact_rate', 'occupancy') then 'cost'
        when kpi_code = 'unsure_share' then null else 'satisfaction' end;
update marts.kpi set place = ordered.place
from (select kpi_code, row_number() over (order by group_code, kpi_code) as place from marts.kpi) as ordered
where kpi.kpi_code = ordered.kpi_code;
insert into marts.kpi_variant
select kpi_code, variant, numerator, denominator, true from marts.kpi
union all values ('hold_time', 'all_handled_contacts', 'hold_seconds', 'handled_count', false)
order by all;

-- contacts down to the sums that they add to; every sixth came back, the one after it in the same reason
insert into marts.contact_kpi by name
select
    contact_id, contact_date, reason_code, channel_code, site_code, language_code, product_code, region_code, carrier_code,
    queue_label, team_label,
    agent_id, 'business' as hours_code, 1 as contact_count, 1 as transcript_count, 1 as analysed_count,
    (reason_code = 'unsure')::integer as unsure_count, (channel_code = 'voice')::integer as queued_count,
    queued_count as answered_count, queued_count as answered_within_count, 12.0 * queued_count as answered_queue_seconds,
    144.0 * queued_count as answered_queue_seconds_squared, 1 as handled_count, handle_seconds,
    handle_seconds * handle_seconds as handle_seconds_squared, (csat_score is not null)::integer as csat_response_count,
    coalesce(csat_score >= 4, false)::integer as csat_satisfied_count, 1 as qa_scored_count, qa_score as qa_score_sum,
    qa_score * qa_score as qa_score_squared, 1 as felt_count, 1 as negative_start_count, 1 as turned_around_count,
    1 as mature_count, (later_id is not null)::integer as repeated_count, 1 as direct_mature_count,
    repeated_count as direct_repeated_count, later_id as repeated_by_contact_id, earlier_id as repeats_contact_id,
    coalesce(earlier_id, contact_id) as chain_id, if(earlier_id is null, 1, 2) as chain_place
from (
    select *, lead(contact_id) over reason as next_id, lag(contact_id) over reason as previous_id,
        row_number() over reason as place,
        if(place % 6 = 1, next_id, null) as later_id, if(place % 6 = 2, previous_id, null) as earlier_id
    from marts.contact where contact_date is not null
    window reason as (partition by reason_code order by contact_date, contact_id)
) as placed
order by all;
insert into marts.repeat_chain
select chain_id, reason_code, any_value(reason_label), count(*), min(contact_date), max(contact_date),
    arg_min(agent_id, chain_place), list(contact_id order by chain_place)
from marts.contact_kpi join marts.reason using (reason_code) group by chain_id, reason_code having count(*) > 1 order by all;

-- what words say of agents' codes, and how the model read: Spanish is not sure as often as before, until a test says otherwise
-- two codes that the words contradict, and twelve contacts that are worth a label, two of them to judge the machine
insert into marts.miscoded_contact
select contact_id, contact_date, language_code, disposition_label, 'late_delivery', 'Late delivery', reason_code, reason_label,
    if(contact_id = 'shop:1004', 0.93, 0.71), agent_id, agent_label, team_label
from marts.contact where contact_id in ('shop:1004', 'shop:1007');
insert into marts.label_candidate
select contact_id, row_number() over (order by contact_id), if(contact_id in ('shop:1013', 'shop:1017'), 'judge', 'learn'),
    'refund', 'Refund', 'late_delivery', 'Late delivery', 0.41
from marts.contact where contact_id between 'shop:1010' and 'shop:1021';
insert into marts.code_noise values
    ('all', 'all', 'all', null, 400, 40, 0.1, 0.074, 0.133, false),
    ('code', 'LOST', 'Lost parcel', 'where_is_order', 120, 24, 0.2, 0.138, 0.281, false),
    ('code', 'DAMAGED', 'Damaged shipment', 'damaged_shipment', 260, 16, 0.062, 0.038, 0.098, false),
    ('code', 'RARE', 'Rare code', 'login', 20, 9, 0.45, 0.258, 0.658, true),
    ('team', 'Team A', 'Team A', null, 400, 40, 0.1, 0.074, 0.133, false),
    ('agent', '17', 'Ana Ruiz', null, 200, 12, 0.06, 0.035, 0.102, false);
insert into marts.confused_pair values
    ('where_is_order', 'Where is my order', 'late_delivery', 'Late delivery', 18, 120),
    ('damaged_shipment', 'Damaged shipment', 'refund', 'Refund', 9, 260);
insert into marts.code_cost_daily
select contact_date, reason_code, channel_code, site_code, language_code, contact_count,
    contact_count + if(reason_code = 'damaged_shipment', 2, 0) - if(reason_code = 'where_is_order', 2, 0)
from marts.contact_daily where reason_code <> 'unsure' order by all;
insert into marts.model_version values
    ('reasons-light-0a1b2c-0123456789ab', '2026-02-01 03:00', 'in_force', 'there was none before', null, 'light', 'f00',
     10319, 12, '2026-01-03', '2026-01-31');
insert into marts.model_card values
    (0, 'reasons-light-0a1b2c-0123456789ab', 'accuracy', 'disposition', 'disposition', null, null, 'en', 'English', 0.82, 0.80, 0.84, 1605),
    (1, 'reasons-light-0a1b2c-0123456789ab', 'accuracy', 'disposition', 'disposition', null, null, 'all', 'all', 0.79, 0.78, 0.81, 2560);
insert into marts.model_daily
select contact_date, language_code, if(language_code = 'es', 'Spanish', 'English'), 10, 1, 0.4, 9, 1
from (select distinct contact_date, language_code from marts.contact_daily) as days order by all;
insert into marts.model_drift values
    ('en', 'English', 'unsure', 450, 0.05, 140, 0.06, true, false, null),
    ('es', 'Spanish', 'unsure', 450, 0.04, 140, 0.05, true, false, null),
    ('es', 'Spanish', 'disagreement', 450, 0.11, 20, 0.15, false, false, null);

-- Topics: one that is new and lies mostly in what is not sure, one that grows, one merged into another on 15 February, one that
-- split off that day, one that faded; the new one has a Spanish twin. A topic's contacts a day: its recent count over 28 days.
create temp table topic_base as
from (values
    ('t1a2b3c', 'Points missing in wallet', 'points, wallet, missing, loyalty', 'en', 24, 0, -0.62, 0.58, 'unsure', 0.71, 'website'),
    ('t2b3c4d', 'Box crushed in transit', 'crushed, box, broken, lamp', null, 252, 168, 0.55, 0.42, 'damaged_shipment', 0.93, 'logistics'),
    ('t3c4d5e', 'Payment page loops', 'payment page, cart, back', null, 126, 121, -0.35, -0.05, 'checkout_error', 0.88, 'website'),
    ('t4d5e6f', 'Puntos no aparecen', 'puntos, cartera, faltan', 'es', 9, 4, -0.55, 0.66, 'unsure', 0.6, 'website'),
    ('t5e6f7a', 'Parcel marked as delivered', 'marked delivered, nothing came', null, 280, 282, 0.72, -0.1, 'where_is_order', 0.82, 'logistics'),
    ('t6f7a8b', 'Refund takes weeks', 'refund, weeks, waiting', null, 98, 101, 0.05, -0.62, 'refund', 0.9, 'returns'),
    ('t7a8b9c', 'Charged twice for one order', 'charged twice, bank', null, 70, 56, -0.18, -0.55, 'double_charge', 0.85, 'billing'),
    ('t8b9c0d', 'Password link expired', 'password, link, expired', null, 84, 84, -0.78, -0.22, 'login', 0.77, 'website'),
    ('tc2d3e4', 'Left with a neighbour', 'neighbour, left, wrong door', 'en', 56, 42, 0.8, -0.28, 'where_is_order', 0.64, 'logistics')
) as topics(topic_code, topic_label, keywords, language_code, recent_count, before_count, x, y, parent_reason_code, parent_share, owner);

insert into marts.topic
select
    topic_code, topic_label, keywords, language_code, 'active', if(topic_code = 't1a2b3c', date '2026-02-27', date '2026-01-31'),
    if(topic_code = 't1a2b3c', 'newcomer', 'fit'), null, '2026-03-03', recent_count + before_count, recent_count, before_count,
    recent_count / 1900, 420, x, y, parent_reason_code, reason_label, parent_share, group_label, department_code,
    department_label, twin.code, twin.label,
    case topic_code when 't1a2b3c' then 'new' when 't2b3c4d' then 'growing' end,
    case topic_code when 't1a2b3c' then date '2026-02-27' when 't2b3c4d' then date '2026-03-01' end, null,
    topic_label, 'Customers say that ' || lower(topic_label) || '.', owner,
    if(parent_reason_code = 'unsure', null, group_code),
    if(language_code = 'es',
        [{'language_code': 'es', 'phrase': 'no me aparecen los puntos'}, {'language_code': 'es', 'phrase': 'faltan mis puntos'}],
        [{'language_code': 'en', 'phrase': lower(topic_label)}, {'language_code': 'en', 'phrase': 'it is about ' || keywords}])
from topic_base
join marts.reason on reason_code = parent_reason_code
left join (values ('t1a2b3c', 't4d5e6f', 'Puntos no aparecen'), ('t4d5e6f', 't1a2b3c', 'Points missing in wallet'))
    as twin(topic_code, code, label) using (topic_code);
insert into marts.topic by name
select 'ta0b1c2' as topic_code, 'Old app crashes' as topic_label, 'app, crash, update' as keywords, 'faded' as status_code,
    date '2026-01-31' as born_date, 'fit' as born_by, date '2026-02-22' as faded_date, date '2026-02-01' as last_seen_date,
    14 as contact_count, 0 as recent_count, 14 as before_count, 0 as recent_share, 'checkout_error' as parent_reason_code,
    'Checkout error' as parent_reason_label, 0.5 as parent_share, 'Website' as group_label;
insert into marts.topic_reason
select topic_code, parent_reason_code, reason_label, round(recent_count * parent_share), parent_share, least(0.41, recent_count / 600)
from topic_base join marts.reason on reason_code = parent_reason_code
union all
select topic_code, 'refund', 'Refund not received', round(recent_count * (1 - parent_share)), 1 - parent_share, 0.02
from topic_base where parent_reason_code <> 'refund'
order by all;
insert into marts.topic_event
select topic_code, topic_label, 'born', born_date, null, null, null from marts.topic where topic_code <> 'tc2d3e4'
union all values
    ('tb1c2d3', 'Cart sends me back', 'born', date '2026-01-31', null, null, null),
    ('tb1c2d3', 'Cart sends me back', 'merged', date '2026-02-15', 't3c4d5e', 'Payment page loops', 0.92),
    ('tc2d3e4', 'Left with a neighbour', 'split', date '2026-02-15', 't5e6f7a', 'Parcel marked as delivered', 0.3),
    ('ta0b1c2', 'Old app crashes', 'faded', date '2026-02-22', null, null, null)
order by all;
insert into marts.topic_quote
select topic_code, row_number() over (partition by topic_code order by contact_date desc, contact_id) as quote_rank,
    contact_id, 1, first_words, channel_label, contact_date, language_code
from marts.contact where contact_date is not null and topic_code is not null
qualify quote_rank <= 8 order by all;
insert into marts.topic_slice values
    ('t1a2b3c', 'channel_code', 'Channel', 'chat', 'Chat', 18, 0.75, 0.3),
    ('t1a2b3c', 'site_code', 'Site', 'Tucson', 'Tucson', 15, 0.63, 0.3),
    ('t2b3c4d', 'carrier_code', 'Carrier', 'NorthStar', 'NorthStar', 190, 0.75, 0.4);
insert into marts.topic_fit values
    ('topics-0a1b2c', '2026-01-31', 'first', 1800, 10, 0.07, 0.82, null, false),
    ('topics-1b2c3d', '2026-02-15', 'schedule', 2900, 10, 0.05, 0.87, 0.93, true);
insert into marts.series
select 'topic:' || topic_code, 'topic', topic_code, 'Topic: ' || topic_label, 0, '' from topic_base order by all;
insert into marts.series_daily
select
    series_code, 'topic', topic_code, 0, contact_date, contact_count, if(is_judged, base, null), if(is_judged, base * 0.4, null),
    if(is_judged, base * 1.8, null), if(is_judged, p, null), if(is_judged, p, null), is_judged and p < 0.01
from (
    select *, contact_date >= date '2026-01-31' as is_judged, if(contact_count > 2 * base + 1, 0.0025, 0.5) as p
    from (
        select
            'topic:' || topic_code as series_code, topic_code, date '2026-01-03' + day::integer as contact_date,
            case
                when topic_code = 't1a2b3c' then if(day < 55, 0, [2, 3, 5, 6, 8][day - 54])  -- 24 in the last five days
                when topic_code = 't2b3c4d' and day >= 57 then 26
                else recent_count // 28 + day % 2
            end as contact_count,
            if(topic_code = 't1a2b3c', 0.6, recent_count / 28) as base
        from topic_base, range(60) as days(day)
    ) as counted_days
) as judged
order by all;

-- How contacts were handled: eight criteria, one agent who asks too few questions and one who is fast while customers come back,
-- one who is slow and resolves, one with too few contacts to say; two agents with too little in them are compared with nobody.
insert into marts.criterion values
    ('greeting', 'Greeting', 'opening', 'Opening', 'Greets within the first turns and offers help.', 1, false, 1, 'q0a1b2c3', 64,
     0.95, 0.88, 0.74, 0.99, true),
    ('clarifying_question', 'Clarifying question', 'discovery', 'Discovery', 'Asks what is needed to understand.', 2, false, 2,
     'q0a1b2c3', 58, 0.90, 0.79, 0.62, 0.93, true),
    ('empathy', 'Empathy', 'empathy', 'Empathy', 'Acknowledges the trouble before the solution.', 2, false, 3, 'q0a1b2c3', 52,
     0.69, 0.34, 0.08, 0.60, false),
    ('clear_solution', 'Clear solution', 'resolution', 'Resolution', 'Says what happens next, and when.', 3, false, 4, 'q0a1b2c3',
     40, 0.88, 0.72, 0.50, 0.92, true),
    ('summary', 'Summary', 'closing', 'Closing', 'Sums up what was agreed.', 1, false, 5, 'q0a1b2c3', 3, null, null, null, null, null),
    ('no_forbidden_phrase', 'No forbidden phrase', 'compliance', 'Compliance', 'Says nothing rude.', 1, true, 6, 'q0a1b2c3', 0,
     null, null, null, null, null);
create temp table agent_of as
from (values ('17', 'Ana Ruiz', 'Team A', 'Columbus', 0.80), ('18', 'Ben Cole', 'Team A', 'Columbus', 0.45),
    ('19', 'Cleo Diaz', 'Team B', 'Tucson', 0.82), ('20', 'Dan Ek', 'Team B', 'Tucson', 0.78), ('21', 'Eva Long', 'Team B', 'Tucson', 0.75)
) as agents(agent_id, agent_label, team_label, site_code, asks);
insert into marts.contact_criterion
select contact_id, criterion_code, if(contact_id = 'shop:1004' and criterion_code = 'empathy', 'met', machine), machine, sure,
    if(machine = 'not_applicable', [], [turn]), if(contact_id = 'shop:1004' and criterion_code = 'empathy', 'ana', null)
from (
    select contact_id, criterion_code, sure, turn, case
        when criterion_code = 'summary' then 'not_applicable'
        when criterion_code = 'clarifying_question' and agent_id = '18' then 'not_met'
        when criterion_code = 'empathy' then 'not_met' else 'met' end as machine
    from marts.contact, (values ('greeting', 0.97, 0), ('clarifying_question', 0.88, 2), ('empathy', 0.61, 2),
        ('clear_solution', 0.8, 2), ('summary', 0.9, 2), ('no_forbidden_phrase', 0.99, 2)) as given(criterion_code, sure, turn)
) as judged
order by all;
insert into marts.quality_daily
select contact_date, criterion_code, team_label, agent_id, if(agent_id = '19', 'chat', 'voice'), site_code,
    if(agent_id = '19', 'es', 'en'), met, n - met, 20 - n
from (
    select *, date '2026-01-03' + day::integer as contact_date, if(criterion_code = 'summary', 5, 20) as n,
        floor(n * if(criterion_code = 'clarifying_question', asks, base))::bigint + if(base < 1, day % 2, 0) as met
    from range(60) as days(day), agent_of, (values ('greeting', 0.96), ('clarifying_question', 0.7), ('empathy', 0.6),
        ('clear_solution', 0.8), ('summary', 0.4), ('no_forbidden_phrase', 1)) as bases(criterion_code, base)
    where agent_id <> '21'
) as counted
order by all;
insert into marts.quality_to_review
select contact_id, criterion_code, if(criterion_code = 'empathy', 'uncertain', 'random'),
    row_number() over (order by contact_date desc, contact_id, criterion_code), machine_verdict, contact_criterion.confidence
from marts.contact_criterion join marts.contact using (contact_id)
where contact_date = date '2026-03-03' and criterion_code in ('empathy', 'clarifying_question') order by all;

create temp table measured as
from (values
    ('17', 'handle_time', 1210, 425, 420, 423, 412, 434, 0.6, false, 'down'),
    ('18', 'handle_time', 1305, 310, 418, 322, 310, 334, 0.001, true, 'down'),
    ('19', 'handle_time', 980, 545, 430, 532, 515, 549, 0.001, true, 'down'),
    ('20', 'handle_time', 1102, 415, 421, 418, 406, 430, 0.7, false, 'down'),
    ('21', 'handle_time', 14, 505, 420, 440, 380, 500, 0.8, false, 'down'),
    ('17', 'fcr', 640, 0.83, 0.82, 0.826, 0.80, 0.85, 0.7, false, 'up'),
    ('18', 'fcr', 700, 0.70, 0.82, 0.715, 0.68, 0.75, 0.001, true, 'up'),
    ('19', 'fcr', 520, 0.91, 0.82, 0.90, 0.875, 0.925, 0.001, true, 'up'),
    ('20', 'fcr', 610, 0.81, 0.82, 0.812, 0.78, 0.84, 0.7, false, 'up'),
    ('21', 'fcr', 9, 0.67, 0.82, 0.80, 0.70, 0.88, 0.9, false, 'up'),
    ('17', 'csat', 190, 0.80, 0.78, 0.79, 0.73, 0.85, 0.7, false, 'up'),
    ('18', 'csat', 200, 0.74, 0.78, 0.75, 0.69, 0.81, 0.3, false, 'up'),
    ('19', 'csat', 160, 0.84, 0.78, 0.82, 0.76, 0.88, 0.2, false, 'up'),
    ('20', 'csat', 175, 0.77, 0.78, 0.775, 0.71, 0.84, 0.9, false, 'up'),
    ('17', 'qa_score', 600, 81, 79, 80.5, 78.6, 82.4, 0.4, false, 'up'),
    ('18', 'qa_score', 650, 71, 79, 71.8, 69.9, 73.7, 0.001, true, 'up'),
    ('19', 'qa_score', 480, 83, 79, 82.4, 80.1, 84.7, 0.02, true, 'up'),
    ('20', 'qa_score', 540, 78, 79, 78.3, 76.2, 80.4, 0.6, false, 'up')
) as rows(unit_code, measure_code, n, value, expected_value, adjusted_value, low, high, q_value, stands_out, direction);
insert into marts.unit_measure by name
select 'agent' as unit_kind, *,
    (select 1 + count(*) from measured as other where other.measure_code = own.measure_code and other.high < own.low) as rank_low,
    (select count(*) from measured as other where other.measure_code = own.measure_code and other.low <= own.high) as rank_high
from measured as own
union all by name
select 'team' as unit_kind, team_label as unit_code, measure_code, sum(n) as n, sum(value * n) / sum(n) as value,
    sum(expected_value * n) / sum(n) as expected_value, sum(adjusted_value * n) / sum(n) as adjusted_value,
    sum(low * n) / sum(n) as low, sum(high * n) / sum(n) as high, 0.5 as q_value, false as stands_out,
    any_value(direction) as direction, 1 as rank_low, 2 as rank_high
from measured join agent_of on agent_id = unit_code group by team_label, measure_code
order by all;
insert into marts.unit
select 'agent', agent_id, agent_label, team_label, n, imbalance_code, measure_code, against_code, occupancy, hard_share,
    date '2026-01-07', date '2026-03-03'
from agent_of join (values
    ('17', 1210, null, null, null, 0.81, 0.08), ('18', 1305, 'speed_with_repeats', 'handle_time', 'fcr', 0.88, 0.11),
    ('19', 980, 'long_but_resolved', 'handle_time', 'fcr', 0.79, 0.09), ('20', 1102, null, null, null, 0.76, 0.07),
    ('21', 14, null, null, null, null, null)
) as loads(agent_id, n, imbalance_code, measure_code, against_code, occupancy, hard_share) using (agent_id)
union all values
    ('team', 'Team A', 'Team A', null, 2515, null, null, null, 0.85, 0.095, date '2026-01-07', date '2026-03-03'),
    ('team', 'Team B', 'Team B', null, 2096, null, null, null, 0.775, 0.08, date '2026-01-07', date '2026-03-03')
order by all;

insert into marts.load_association values
    ('occupancy', 'handle_time', 880, 12, 4, 20, 0.003), ('occupancy', 'csat', 410, -0.02, -0.05, 0.01, 0.31),
    ('hard_share', 'csat', 410, -0.06, -0.09, -0.03, 0.001);
insert into marts.satisfaction_driver values
    ('csat', 'behaviour', 'clear_solution', 'Clear solution', 1480, 0.52, 0.41, 0.29, 0.53, 0.001, 'points of CSAT (1-5), when it was done'),
    ('csat', 'behaviour', 'empathy', 'Empathy', 1320, 0.35, 0.18, 0.05, 0.31, 0.01, 'points of CSAT (1-5), when it was done'),
    ('csat', 'wait', 'queue_seconds', 'Wait in the queue', 1510, -0.09, -0.07, -0.11, -0.03, 0.004, 'points of CSAT (1-5), per minute'),
    ('csat', 'wait', 'transfer_count', 'Transfer', 1510, -0.40, -0.12, -0.30, 0.06, 0.24, 'points of CSAT (1-5), per transfer'),
    ('csat', 'reason', 'damaged_shipment', 'Damaged shipment', 310, -0.71, -0.55, -0.72, -0.38, 0.001,
     'points of CSAT (1-5), against the other reasons'),
    ('repeat', 'behaviour', 'summary', 'Summary', 2100, -0.06, -0.04, -0.07, -0.01, 0.01, 'share that came back, when it was done');
insert into marts.reason_impact values
    ('csat', 'damaged_shipment', 'Damaged shipment', 310, 3.1, -0.80, -248, -295, -201),
    ('csat', 'refund', 'Refund not received', 180, 3.5, -0.30, -54, -90, -18),
    ('csat', 'opening_hours', 'Opening hours', 60, 4.5, 0.60, 36, 18, 54);

insert into marts.coaching_focus values
    ('18', 'Ben Cole', 'Team A', 1, 'clarifying_question', 'Clarifying question', 560, 0.45, 0.79, 0.41, 0.49, 0.001),
    ('18', 'Ben Cole', 'Team A', 2, 'clear_solution', 'Clear solution', 520, 0.68, 0.80, 0.64, 0.72, 0.01);
insert into marts.coaching_example
select '18', criterion_code, kind_code, example_rank, contact_id, 2, text, contact_date, if(kind_code = 'colleague', 'Cleo Diaz', 'Ben Cole')
from (values
    ('clarifying_question', 'missed', 1, 'shop:1001'), ('clarifying_question', 'missed', 2, 'shop:1003'),
    ('clarifying_question', 'done', 1, 'shop:1007'), ('clarifying_question', 'colleague', 1, 'shop:1010'),
    ('clear_solution', 'missed', 1, 'shop:1009')) as shown(criterion_code, kind_code, example_rank, contact_id)
join marts.contact using (contact_id)
join (select contact_id, text from marts.turn where turn_index = 2) using (contact_id)
order by all;
insert into marts.coaching_session values
    (11, '18', '2026-02-10', 'clarifying_question', 'Agreed: one open question before any look-up.', 0.38, 310, 0.51, 250, 0.13,
     0.05, 0.21, 'better'),
    (12, '18', '2026-02-24', 'clear_solution', null, 0.69, 260, 0.66, 70, -0.03, -0.15, 0.09, 'no_detectable_change');

-- What sources deliver: chats late since three days, one odd day of calls, and a column of theirs that empties.
insert into marts.source_freshness values
    ('calls', 'record', '2026-03-03', 56, 1, 0, false, '2026-03-04 04:00:05'),
    ('chats', 'record', '2026-02-28', 53, 1, 3, true, '2026-03-01 04:00:09'),
    ('surveys', 'survey', '2026-02-27', 8, 7, 4, false, '2026-02-28 04:00:00');
insert into marts.source_volume_daily
select 'calls', 'voice', 'Voice', date '2026-02-04' + day::integer, if(day = 20, 12, 41), 41, 22, 60, day = 20
from range(28) as days(day);
insert into marts.null_rate values
    ('calls', 'carrier_code', 1148, 402, 1150, 230), ('calls', 'queue_label', 1148, 0, 1150, 0),
    ('calls', 'csat_score', 1148, 1033, 1150, 1040), ('chats', 'carrier_code', 20, 20, 900, 450);
