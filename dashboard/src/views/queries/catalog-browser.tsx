import { useState } from 'react';
import type { Catalog } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { Badge } from '../../ui/badge.tsx';
import { Empty, Loaded, Skeleton } from '../../ui/states.tsx';
import styles from './queries.module.css';

/** Tables and views of the lake with their columns; a click puts a name into the SQL. */
export function CatalogBrowser({ onChoose }: { readonly onChoose: (name: string) => void }) {
  const [sought, setSought] = useState('');
  const catalog = useStage<Catalog>('/catalog');
  const word = sought.trim().toLowerCase();
  return (
    <Loaded of={catalog} what="The tables" skeleton={<Skeleton lines={8} />}>
      {({ items }) => {
        const found = items.filter(
          ({ name, columns }) => name.includes(word) || columns.some((column) => column.name.includes(word)),
        );
        return (
          <>
            <input
              type="search"
              aria-label="Find a table or a column"
              placeholder="Find a table or a column"
              value={sought}
              onChange={(event) => setSought(event.target.value)}
            />
            {found.length === 0 && <Empty title="No table or column of that name" />}
            <ul className={styles.tables}>
              {found.map(({ name, kind, columns }) => (
                <li key={name}>
                  <details open={word !== '' && found.length < 4}>
                    <summary>
                      {name} {kind === 'view' && <Badge>view</Badge>}
                    </summary>
                    <button type="button" className={styles.name} onClick={() => onChoose(name)}>
                      Insert {name}
                    </button>
                    <ul>
                      {columns.map((column) => (
                        <li key={column.name}>
                          <button type="button" className={styles.name} onClick={() => onChoose(column.name)}>
                            {column.name} <span className="quiet">{column.type}</span>
                          </button>
                        </li>
                      ))}
                    </ul>
                  </details>
                </li>
              ))}
            </ul>
          </>
        );
      }}
    </Loaded>
  );
}
