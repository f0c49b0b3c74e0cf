import { useEffect, useRef, useState } from 'react';
import { NavLink, Outlet } from 'react-router';
import { session } from '../api/session.ts';
import { Icon } from '../ui/icon.tsx';
import { Page } from '../ui/page.tsx';
import { Failed, Skeleton } from '../ui/states.tsx';
import { useAddress } from './address.ts';
import { ApplicationProvider, useApplications, useChosenApplication } from './application.tsx';
import { places } from './navigation.ts';
import styles from './shell.module.css';
import { useStageFacts } from './stage-facts.ts';
import { chooseTheme, THEMES, type Theme, useTheme } from './theme.ts';

/** The frame around every view: where one is, which application, and the way to everything else. */
export function Shell() {
  const [menuIsOpen, setMenuIsOpen] = useState(false);
  const { path } = useAddress();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another place closes the menu
  useEffect(() => setMenuIsOpen(false), [path]);
  return (
    <div className={styles.shell}>
      <button type="button" className={styles.skip} onClick={() => document.getElementById('main')?.focus()}>
        Skip to content
      </button>
      <header className={styles.top}>
        <button
          type="button"
          className={styles.menuButton}
          aria-expanded={menuIsOpen}
          aria-controls="places"
          onClick={() => setMenuIsOpen(!menuIsOpen)}
        >
          <Icon name="menu" /> <span className="unseen">Menu</span>
        </button>
        <NavLink to={useAddress().to('/')} className={styles.brand}>
          <img src="/icon.svg" alt="" width="26" height="26" />
          Touchpoint
        </NavLink>
        <ApplicationChooser />
        <span className={styles.themeOfTop}>
          <ThemeChooser />
        </span>
        <button type="button" className="plain" onClick={() => session.signOut()}>
          Sign out
        </button>
      </header>
      <Places open={menuIsOpen} />
      <Content />
    </div>
  );
}

function Places({ open }: { readonly open: boolean }) {
  const { to } = useAddress();
  const facts = useStageFacts();
  const shown = places.filter(({ local }) => !local || facts?.kind === 'local');
  return (
    <nav id="places" className={styles.places} data-open={open} aria-label="Views">
      <ul>
        {shown.map(({ path, name, icon }) => (
          <li key={path}>
            <NavLink to={to(path)} end={path === '/'}>
              <Icon name={icon} />
              {name}
            </NavLink>
          </li>
        ))}
      </ul>
      <p className={styles.themeOfMenu}>
        <ThemeChooser />
      </p>
      {facts && <p className={styles.stage}>{facts.kind === 'local' ? 'Local stage' : 'Stage on AWS'}</p>}
    </nav>
  );
}

function ApplicationChooser() {
  const applications = useApplications().data ?? [];
  const chosen = useChosenApplication();
  const { set } = useAddress();
  if (applications.length === 0) return <span className={styles.filler} />;
  return (
    <select
      className={styles.application}
      aria-label="Application"
      value={chosen?.id ?? ''}
      onChange={(event) => set({ app: event.target.value }, false)}
    >
      {!chosen && <option value="">Choose an application</option>}
      {applications.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}

const THEME_NAMES: Record<Theme, string> = { system: 'Colours: system', light: 'Light', dark: 'Dark' };

function ThemeChooser() {
  return (
    <select
      aria-label="Colours"
      value={useTheme()}
      onChange={(event) => chooseTheme(event.target.value as Theme)}
    >
      {THEMES.map((name) => (
        <option key={name} value={name}>
          {THEME_NAMES[name]}
        </option>
      ))}
    </select>
  );
}

function Content() {
  const applications = useApplications();
  const application = useChosenApplication();
  const main = useRef<HTMLElement>(null);
  const { path } = useAddress();
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    main.current?.focus({ preventScroll: true }); // a reader without a mouse begins at the new view
    window.scrollTo(0, 0);
  }, [path]);
  return (
    <main id="main" ref={main} tabIndex={-1} className={styles.main}>
      {application ? (
        <ApplicationProvider application={application} key={application.id}>
          <Outlet />
        </ApplicationProvider>
      ) : applications.isError ? (
        <Page title="Touchpoint">
          <Failed
            error={applications.error}
            what="The list of applications"
            onRetry={() => applications.refetch()}
          />
        </Page>
      ) : applications.data === undefined ? (
        <Skeleton lines={6} />
      ) : applications.data.length === 0 ? (
        <Page title="Nothing here yet">
          <p className="quiet">
            This stage has no application. Fill it with the demo company, and look at every view with data in
            it:
          </p>
          <pre>npx touchpoint seed</pre>
          <p className="quiet">
            Or create one of your own with <code>CreateApp</code>, from any Pinpoint SDK or the AWS CLI
            pointed at this stage. This page shows it as soon as it is there.
          </p>
        </Page>
      ) : (
        <Page title="No such application">
          <p className="quiet">
            The address names an application that this stage does not have. Choose one at the top of the page.
          </p>
        </Page>
      )}
    </main>
  );
}
