import { useCallback } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { address, type Parameters } from '../api/stage.ts';

/** What goes along from view to view. */
const CARRIED = ['app', 'days', 'from', 'to'];

/**
 * The state that a view keeps in its address, so that it can be shared and found again.
 * `set` replaces what it names (null takes it out); `to` makes a link that keeps application and period.
 */
export function useAddress() {
  const [search, setSearch] = useSearchParams();
  const navigate = useNavigate();
  const location = useLocation();
  const set = useCallback(
    (values: Parameters, replace = true) =>
      setSearch(
        (now) => {
          const next = new URLSearchParams(now);
          for (const [name, value] of Object.entries(values)) {
            if (value === null || value === undefined || value === '') next.delete(name);
            else next.set(name, String(value));
          }
          return next;
        },
        { replace, preventScrollReset: true },
      ),
    [setSearch],
  );
  const to = (path: string, parameters: Parameters = {}) => {
    const carried = Object.fromEntries(CARRIED.map((name) => [name, search.get(name)]));
    return address(path, { ...carried, ...parameters });
  };
  return {
    path: location.pathname,
    get: (name: string) => search.get(name) ?? undefined,
    set,
    to,
    go: (path: string, parameters?: Parameters) => navigate(to(path, parameters)),
  };
}
