import { useSyncExternalStore } from 'react';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORED_THEME = 'touchpoint-theme';
const listeners = new Set<() => void>();
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

export function theme(): Theme {
  const stored = localStorage.getItem(STORED_THEME);
  return THEMES.find((name) => name === stored) ?? 'system';
}

export function chooseTheme(name: Theme): void {
  localStorage.setItem(STORED_THEME, name);
  applyTheme();
  for (const listener of listeners) listener();
}

export function applyTheme(): void {
  const name = theme();
  document.documentElement.style.colorScheme = name === 'system' ? 'light dark' : name;
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, theme);
}

/** Whether colours are the dark ones now, whoever decided that. */
export function useIsDark(): boolean {
  return useSyncExternalStore(subscribe, () =>
    theme() === 'system' ? systemIsDark.matches : theme() === 'dark',
  );
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  systemIsDark.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    systemIsDark.removeEventListener('change', listener);
  };
}
