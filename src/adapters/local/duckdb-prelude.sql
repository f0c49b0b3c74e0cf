-- Teaches DuckDB Athena's spelling (Athena engine 3 is Trino). One statement a line, one contract case each
-- (tests/contracts/query-engine.contract.ts). What both engines spell alike is not here.
set global timezone = 'UTC';                                                                          -- Athena's session zone
set global integer_division = true;                                                                   -- Athena: 7/2 = 3
create or replace macro date_diff(unit, a, b) as date_sub(unit, a, b);                                -- Athena counts whole units, not boundaries
create or replace macro date_add(unit, n, t) as t + to_microseconds(cast(n as integer) * case lower(unit) when 'millisecond' then cast(1000 as bigint) when 'second' then 1000000 when 'minute' then 60000000 when 'hour' then 3600000000 when 'day' then 86400000000 when 'week' then 604800000000 end); -- Athena: date_add('day', 3, t), refused when the number is no integer of 32 bits
create or replace macro to_utf8(t) as encode(t);                                                      -- Athena: varchar to varbinary
create or replace macro md5(b) as unhex(system.main.md5(b));                                          -- Athena's md5 gives bytes, not hex text
create or replace macro from_base(t, radix) as cast(('0x' || t) as bigint);                           -- Athena: from_base('ff', 16); only radix 16 is used
create or replace macro element_at(m, k) as m[k];                                                     -- Athena gives the value or null, not a list
create or replace macro sequence(a, b) as case when b - a < 10000 then generate_series(a, b) else error('result of sequence function must not have more than 10000 entries') end; -- Athena's name of the list from a to b, and its limit
create or replace macro cardinality(a) as len(a);                                                     -- Athena: length of an array (DuckDB knows it of maps only)
create or replace macro regexp_like(t, p) as regexp_matches(t, p);                                    -- Athena: the pattern occurs in the text
create or replace macro from_iso8601_timestamp(t) as case when regexp_matches(t, '[0-9Zz]$') and not contains(t, 'GMT') then try_cast(t as timestamptz) end; -- Athena: an error, not null, for other text; write try(…) around it. DuckDB's cast of a named zone shifts the rows after it
create or replace macro to_unixtime(t) as epoch_ms(t) / 1000e0;                                       -- Athena: seconds as double; its instants read from text end at milliseconds
create or replace macro concat(a, b) as a || b, (a, b, c) as a || b || c, (a, b, c, d) as a || b || c || d; -- Athena: null when any part is null
create or replace macro from_unixtime(s) as to_timestamp(s);                                          -- Athena: an instant from seconds
create or replace macro json_parse(t) as cast(t as json);                                             -- Athena: text to JSON; write try(…) around it
create or replace macro day_of_week(t) as isodow(t);                                                  -- Athena: 1 is Monday
create or replace macro json_extract_scalar(t, p) as case when json_valid(t) and json_type(t, p) not in ('OBJECT', 'ARRAY') then json_extract_string(t, p) end; -- Athena: null for text that is no JSON, for what is not there and for what is no scalar
