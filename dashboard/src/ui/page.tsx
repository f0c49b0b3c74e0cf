import { type ReactNode, useEffect } from 'react';
import styles from './page.module.css';

interface PageProps {
  readonly title: string;
  /** The part of it that is shown, told before the title in the window's name: `Runs`. */
  readonly part?: string;
  /** Above the title: where this stands, as links. */
  readonly above?: ReactNode;
  /** Beside the title: a state, a count. */
  readonly beside?: ReactNode;
  /** At the end of the title's line: a period, buttons. */
  readonly tools?: ReactNode;
  readonly children: ReactNode;
}

/** A view: its one heading, its tools, its cards. */
export function Page({ title, part, above, beside, tools, children }: PageProps) {
  useEffect(() => {
    document.title = [part, title, 'Touchpoint'].filter(Boolean).join(' · ');
  }, [part, title]);
  return (
    <>
      {above && <p className={styles.above}>{above}</p>}
      <header className={styles.head}>
        <h1>{title}</h1>
        {beside}
        {tools && <div className={styles.tools}>{tools}</div>}
      </header>
      <div className="stack">{children}</div>
    </>
  );
}

interface CardProps {
  readonly title: string;
  /** One line below the title that says what is counted. */
  readonly about?: ReactNode;
  readonly tools?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A part of a view, with a heading of its own. */
export function Card({ title, about, tools, children, className }: CardProps) {
  return (
    <section className={`${styles.card} ${className ?? ''}`} aria-label={title}>
      <header className={styles.cardHead}>
        <div>
          <h2>{title}</h2>
          {about && <p className="quiet small">{about}</p>}
        </div>
        {tools && <div className={styles.tools}>{tools}</div>}
      </header>
      {children}
    </section>
  );
}
