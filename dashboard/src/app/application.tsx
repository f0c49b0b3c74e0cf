import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect } from 'react';
import { askJson } from '../api/stage.ts';
import { useAddress } from './address.ts';

export interface Application {
  readonly id: string;
  readonly name: string;
}

const REMEMBERED = 'touchpoint-application';
const PAGE_SIZE = 100;
/** How often an empty stage is asked again, in milliseconds. */
const EMPTY_POLL_MS = 5000;

const ApplicationContext = createContext<Application | undefined>(undefined);

/** The application that the view is about. */
export function useApplication(): Application {
  const application = useContext(ApplicationContext);
  if (!application) throw new Error('useApplication is called outside of an application');
  return application;
}

export function useApplications() {
  return useQuery({
    queryKey: ['applications'],
    queryFn: allApplications,
    refetchInterval: ({ state }) => (state.data?.length === 0 ? EMPTY_POLL_MS : false),
  });
}

/** The one that the address names, else the one looked at last, else the first. */
export function useChosenApplication(): Application | undefined {
  const all = useApplications().data ?? [];
  const { get } = useAddress();
  const named = get('app') ?? localStorage.getItem(REMEMBERED);
  return all.find(({ id }) => id === named) ?? (get('app') === undefined ? all[0] : undefined);
}

/** Puts the application into the address, so that the address can be shared. */
export function ApplicationProvider({
  application,
  children,
}: {
  readonly application: Application;
  readonly children: ReactNode;
}) {
  const { get, set } = useAddress();
  const inAddress = get('app');
  useEffect(() => {
    localStorage.setItem(REMEMBERED, application.id);
    if (inAddress !== application.id) set({ app: application.id });
  }, [application.id, inAddress, set]);
  return <ApplicationContext value={application}>{children}</ApplicationContext>;
}

interface AppsPage {
  readonly Item?: readonly { readonly Id: string; readonly Name: string }[];
  readonly NextToken?: string;
}

async function allApplications({ signal }: { signal: AbortSignal }): Promise<Application[]> {
  const found: Application[] = [];
  let token: string | undefined;
  do {
    const page: AppsPage = await askJson('/v1/apps', {
      parameters: { 'page-size': PAGE_SIZE, token },
      signal,
    });
    found.push(...(page.Item ?? []).map(({ Id, Name }) => ({ id: Id, name: Name })));
    token = page.NextToken;
  } while (token);
  return found;
}
