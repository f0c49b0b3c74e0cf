-- name:    origin_names
-- grain:   one row per campaign and journey, as it is called now
-- returns: application_id varchar, id varchar, camp_jour_name varchar,
--          camp_jour_deleted_status varchar (true or false), camp_jour_type varchar (campaign, journey),
--          segment_id varchar, event_name varchar (the word null: no event starts it), segment_name varchar,
--          segment_deleted_status varchar (true or false)
-- reads:   definition_names
select
    origin.application_id,
    origin.id,
    origin.name as camp_jour_name,
    cast(origin.deleted as varchar) as camp_jour_deleted_status,
    origin.kind as camp_jour_type,
    origin.segment_id,
    coalesce(origin.event_name, 'null') as event_name,
    segment.name as segment_name,
    cast(segment.deleted as varchar) as segment_deleted_status
from definition_names as origin
left join definition_names as segment
    on segment.application_id = origin.application_id
    and segment.kind = 'segment'
    and segment.id = origin.segment_id
where origin.kind in ('campaign', 'journey')
