import { useParams } from 'react-router';
import type { NamedQueries } from '../../api/types.ts';
import { useStage } from '../../api/use-stage.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Loaded, Skeleton } from '../../ui/states.tsx';
import { OwnSql } from './own-sql.tsx';
import styles from './queries.module.css';
import { QueryForm } from './query-form.tsx';
import { QueryList } from './query-list.tsx';
import { inWords } from './query-words.ts';

/** Asks the lake: the named queries, and SQL of the reader's own. */
export function Queries() {
  const { name } = useParams();
  const queries = useStage<NamedQueries>('/queries', {}, { staleTime: Number.POSITIVE_INFINITY });
  const isOwn = name === 'sql';
  return (
    <Page
      title="Queries"
      part={isOwn ? 'Your own SQL' : name && inWords(name)}
      above={name && <StageLink to="/queries">All queries</StageLink>}
      tools={
        isOwn ? undefined : (
          <StageLink to="/queries/sql" className={styles.ownLink}>
            Write your own SQL
          </StageLink>
        )
      }
    >
      {isOwn ? (
        <OwnSql />
      ) : (
        <Loaded of={queries} what="The queries" skeleton={<Skeleton lines={12} />}>
          {({ items }) => {
            const chosen = items.find((query) => query.name === name);
            return (
              <div className={styles.view} data-chosen={name !== undefined}>
                <QueryList queries={items} chosen={name} />
                <div className="stack">
                  {chosen ? (
                    <QueryForm query={chosen} key={chosen.name} />
                  ) : name ? (
                    <Empty title={`There is no query ${name}`}>Choose one from the list.</Empty>
                  ) : (
                    <Empty title="Choose a query">
                      Each is a documented question to the lake: fill in its parameters, run it, and look at
                      the answer as a table or a chart, download it, or take it along as curl.
                    </Empty>
                  )}
                </div>
              </div>
            );
          }}
        </Loaded>
      )}
    </Page>
  );
}
