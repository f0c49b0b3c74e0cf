export const LEVELS = ['problem', 'warning', 'ok'] as const;

/** What a look at one side of the stage brought. */
export interface Finding {
  readonly check: string;
  /** `problem`: something does not work; `warning`: something soon may not, or was not to be seen. */
  readonly level: (typeof LEVELS)[number];
  readonly seen: string;
  /** What to do; absent where all is well. */
  readonly advice?: string;
  /** Where the manual speaks of it, from the project's folder. */
  readonly manual: string;
}

const MANUAL = 'docs/operate.md';
export const SECTIONS = {
  upgrade: `${MANUAL}#upgrade-and-rollback`,
  email: `${MANUAL}#ses-from-sandbox-to-production`,
  alarms: `${MANUAL}#what-each-alarm-means`,
  keys: `${MANUAL}#rotate-keys`,
  doctor: `${MANUAL}#ask-the-doctor`,
} as const;

export const ok = (check: string, seen: string, manual: string): Finding => ({
  check,
  level: 'ok',
  seen,
  manual,
});

export const worry = (
  level: 'problem' | 'warning',
  check: string,
  seen: string,
  advice: string,
  manual: string,
): Finding => ({ check, level, seen, advice, manual });
