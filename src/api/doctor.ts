import { type Examination, examine } from '../core/doctor/examine.ts';
import { type Finding, LEVELS } from '../core/doctor/finding.ts';
import { instant, list, named, object, oneOf, said, text } from './json-schema.ts';
import type { Route } from './route.ts';

const finding = named(
  'Finding',
  object<Finding>(
    {
      check: said(text, 'what was looked at'),
      level: oneOf(LEVELS),
      seen: text,
      advice: said(text, 'what to do; absent where all is well'),
      manual: said(text, "where the manual speaks of it, from the project's folder"),
    },
    ['advice'],
  ),
);

/** `GET /doctor`: whether the stage is well. */
export const doctorRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/doctor',
    scope: 'admin',
    doc: {
      summary:
        'Looks at every side of the stage: clock, schema, tables, e-mail, events, runs, dead letters, alarms, keys',
      answers: {
        200: {
          description: 'What was found, the worst first',
          schema: named(
            'Examination',
            object<Examination>({
              level: said(oneOf(LEVELS), 'the worst of the findings'),
              at: instant,
              findings: list(finding),
            }),
          ),
        },
      },
    },
    handle: (ports) => examine(ports),
  },
];
