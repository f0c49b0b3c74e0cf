import { useState } from 'react';
import type { NamedQuery } from '../../api/types.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { Icon } from '../../ui/icon.tsx';
import styles from './queries.module.css';
import { inWords } from './query-words.ts';

const AREAS: Record<string, string> = {
  metrics: 'Metrics',
  campaigns: 'Campaigns',
  journeys: 'Journeys',
  segments: 'Segments',
  customers: 'Customers',
  rfm: 'RFM',
  messages: 'Messages',
};

interface QueryListProps {
  readonly queries: readonly NamedQuery[];
  readonly chosen?: string;
}

/** The named queries by what they are about, and a field that finds words in all that is said of them. */
export function QueryList({ queries, chosen }: QueryListProps) {
  const [sought, setSought] = useState('');
  const words = sought.toLowerCase().split(/\s+/).filter(Boolean);
  const found = queries.filter((query) => words.every((word) => textOf(query).includes(word)));
  const order = Object.keys(AREAS);
  const areas = [...new Set(found.map(({ area }) => area ?? ''))].sort(
    (a, b) => ((order.indexOf(a) + 100) % 100) - ((order.indexOf(b) + 100) % 100) || (a < b ? -1 : 1),
  );
  return (
    <nav aria-label="Named queries" className={styles.list}>
      <div className={styles.search}>
        <Icon name="search" size={16} />
        <input
          type="search"
          aria-label="Find a query"
          placeholder="Find: opens, revenue, bounce …"
          value={sought}
          onChange={(event) => setSought(event.target.value)}
        />
      </div>
      <p className="unseen" role="status">
        {found.length} queries
      </p>
      {found.length === 0 && <p className="quiet">No query says this. Try fewer words.</p>}
      {areas.map((area) => (
        <section key={area}>
          <h2>{AREAS[area] ?? (area || 'Others')}</h2>
          <ul>
            {found
              .filter((query) => (query.area ?? '') === area)
              .map(({ name, grain }) => (
                <li key={name}>
                  <StageLink to={`/queries/${name}`} aria-current={name === chosen ? 'page' : undefined}>
                    {inWords(name)}
                    <span className="quiet small">{grain.replace(/^one row per /, 'By ')}</span>
                  </StageLink>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

function textOf({ name, grain, parameters, columns }: NamedQuery): string {
  const said = [
    name,
    name.replaceAll('_', ' '),
    grain,
    ...parameters.map((one) => one.description),
    ...columns.flatMap((one) => [one.name, one.note ?? '']),
  ];
  return said.join(' ').toLowerCase();
}
