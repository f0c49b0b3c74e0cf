import type { SegmentNode } from '../core/segments/segment-graph.ts';
import { type Statement, statementBytes } from '../core/statement.ts';
import { all, type Predicate, where } from './predicate.ts';
import { ENDPOINT_COLUMNS } from './segment.ts';
import { segmentBranches } from './segment-branches.ts';
import type { SegmentContext } from './segment-context.ts';
import { bound, identifier, join, rowLimit, type Sql, sql } from './sql.ts';

/*
 * Statements that are about single customers. A customer is a user with all its endpoints, or an
 * endpoint without a user.
 */

/** Where a page of a search begins: behind this customer. */
export interface SearchPosition {
  readonly rank: number;
  readonly person: string;
  readonly kind: string;
}

export interface CustomerSearch {
  readonly applicationId: string;
  /** What is looked for, in lower case (`lowerCase`); empty for everybody. */
  readonly text: string;
  /** Whether values of attributes count too; they take most of the time. */
  readonly inAttributes: boolean;
  readonly after?: SearchPosition;
  readonly limit: number;
}

/** Ranks of a hit: an id or address itself, the beginning of one, part of one, part of an attribute's value. */
const RANKS = { same: 0, beginning: 1, part: 2, attribute: 3, none: 9 } as const;

const KIND = sql`case when coalesce(user_id, '') <> '' then 'user' else 'endpoint' end`;
const PERSON = sql`coalesce(nullif(user_id, ''), endpoint_id)`;

/** Rows `kind` (`user`, `endpoint`), `person` (user id or endpoint id in lower case), `rank`: the best hits first, then by id. */
export function compileCustomerSearch(search: CustomerSearch): Statement {
  const { applicationId, text, inAttributes, after, limit } = search;
  return sql`select kind, person, rank
from (
    select kind, person, min(rank) as rank
    from (
        select ${KIND} as kind, ${PERSON} as person, ${rankOf(text, inAttributes)} as rank
        from endpoints
        where application_id = ${applicationId}
    ) as ranked
    where rank < ${number(RANKS.none)}
    group by kind, person
) as found${
    after === undefined
      ? sql``
      : sql`
where ${isBehind(after)}`
  }
order by rank, person, kind
limit ${rowLimit(limit)}`.statement();
}

/** The endpoints of customers, by `person` as the search gives it: all columns of `endpoints`. */
export function compileEndpointsOf(
  applicationId: string,
  people: readonly { readonly kind: string; readonly person: string }[],
): Statement {
  const ids = (wanted: string) =>
    join(
      people.filter(({ kind }) => kind === wanted).map(({ person }) => sql`${person}`),
      sql`, `,
    );
  const any = (column: Sql, list: Sql) => (list.text === '' ? sql`false` : sql`${column} in (${list})`);
  return sql`select ${join(ENDPOINT_COLUMNS.map(identifier), sql`, `)}
from endpoints
where application_id = ${applicationId}
    and (${any(sql`user_id`, ids('user'))} or (coalesce(user_id, '') = '' and ${any(sql`endpoint_id`, ids('endpoint'))}))
order by endpoint_id`.statement();
}

/** Bytes of the conditions tested in one statement; a single one may have more (MAX_SEGMENT_BYTES). */
const MAX_TESTED_BYTES = 100_000;

/** Rows `endpoint_id`, `in_0`, `in_1` …: whether the endpoint is in each segment of `tested`, in order. An id may have several rows. */
export interface MembershipTest {
  readonly statement: Statement;
  readonly tested: readonly SegmentNode[];
}

/** Tests which segments hold some endpoints: all segments in one statement, as far as its text allows. */
export function compileMembershipTests(
  nodes: readonly SegmentNode[],
  endpointIds: readonly string[],
  context: SegmentContext,
): MembershipTest[] {
  if (endpointIds.length === 0) return [];
  const compiled = nodes.map((node) => ({ node, branches: segmentBranches(node, context) }));
  const parts: (typeof compiled)[] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const one of compiled) {
    const own = one.branches.reduce((total, { condition }) => total + bytesOf(condition), 0);
    if (length + own > MAX_TESTED_BYTES) {
      parts.push([]);
      length = 0;
    }
    length += own;
    parts.at(-1)?.push(one);
  }
  const isOne = sql`endpoint_id in (${join(
    endpointIds.map((id) => sql`${id}`),
    sql`, `,
  )})`;
  return parts.map((part) => {
    const conditionOf = (index: number, table: string, nth: number) =>
      part[index]?.branches.filter((branch) => branch.table === table)[nth]?.condition ?? false;
    const columns = (condition: (index: number) => Predicate) =>
      join(
        part.map((_, index) => sql`${textual(condition(index))} as ${identifier(`in_${index}`)}`),
        sql`, `,
      );
    const stored = sql`select endpoint_id, ${columns((index) => conditionOf(index, 'endpoints', 0))} from endpoints${where(
      [all([sql`application_id = ${context.applicationId}`, isOne])],
    )}`;
    const copied = part.flatMap(({ branches }, index) =>
      branches
        .filter(({ table }) => table === 'segment_members')
        .map(
          ({ condition }) =>
            sql`select endpoint_id, ${columns((other) => other === index)} from segment_members${where([all([condition, isOne])])}`,
        ),
    );
    return {
      statement: join([stored, ...copied], sql` union all `).statement(),
      tested: part.map(({ node }) => node),
    };
  });
}

function textual(predicate: Predicate): Sql {
  if (typeof predicate === 'boolean') return predicate ? sql`true` : sql`false`;
  return sql`coalesce(${predicate}, false)`;
}

function bytesOf(predicate: Predicate): number {
  return typeof predicate === 'boolean' ? 0 : statementBytes(predicate);
}

function rankOf(text: string, inAttributes: boolean): Sql {
  if (text === '') return number(RANKS.same);
  const places = ['user_id', 'endpoint_id', 'address'].map((column) => sql`lower(${identifier(column)})`);
  const some = (test: (place: Sql) => Sql) => join(places.map(test), sql` or `);
  const attributes = ['attributes', 'user_attributes'].map(
    (column) =>
      sql`cardinality(filter(flatten(map_values(${identifier(column)})), element -> strpos(lower(element), ${text}) > 0)) > 0`,
  );
  return sql`case
            when ${some((place) => sql`${place} = ${text}`)} then ${number(RANKS.same)}
            when ${some((place) => sql`strpos(${place}, ${text}) = 1`)} then ${number(RANKS.beginning)}
            when ${some((place) => sql`strpos(${place}, ${text}) > 0`)} then ${number(RANKS.part)}
            ${inAttributes ? sql`when ${join(attributes, sql` or `)} then ${number(RANKS.attribute)}` : sql``}
            else ${number(RANKS.none)}
        end`;
}

function isBehind({ rank, person, kind }: SearchPosition): Sql {
  const at = number(rank);
  return sql`rank > ${at} or (rank = ${at} and (person > ${person} or (person = ${person} and kind > ${kind})))`;
}

function number(value: number): Sql {
  return bound('bigint', value);
}
