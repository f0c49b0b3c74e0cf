import type { FlowActivity, FlowOutcome, FlowWay, JourneyFlow } from '../core/journeys/flow.ts';
import type { JourneyTotals } from '../core/journeys/list-totals.ts';
import type { Exit, Stay } from '../core/journeys/stays.ts';
import {
  flag,
  instant,
  list,
  mapOf,
  named,
  nullable,
  object,
  oneOf,
  said,
  text,
  whole,
} from './json-schema.ts';

const failure = said(object({ at: instant, times: whole, cause: text }), 'while ticks fail');

/** A journey in a list. */
export const TOTALS = named(
  'JourneyTotals',
  object<JourneyTotals>(
    {
      id: text,
      name: text,
      state: oneOf(['DRAFT', 'ACTIVE', 'PAUSED', 'CLOSED', 'COMPLETED', 'CANCELLED']),
      createdAt: instant,
      publishedAt: instant,
      entered: said(whole, 'entries; one participant may have several'),
      inside: whole,
      finished: whole,
      lastTickAt: instant,
      nextTickAt: said(instant, 'when something is due next'),
      failure,
    },
    ['publishedAt', 'lastTickAt', 'nextTickAt', 'failure'],
  ),
);

/** A journey as a graph. */
export const FLOW = named(
  'JourneyFlow',
  object<JourneyFlow>(
    {
      journeyId: text,
      applicationId: text,
      name: text,
      state: text,
      participants: oneOf(['endpoint', 'user']),
      entry: said(text, 'who enters, in words'),
      publishedAt: instant,
      tickedAt: said(instant, 'of the last tick'),
      movesAt: said(instant, 'when somebody inside may move next'),
      failure,
      runs: list(object({ id: text, createdAt: instant, status: text })),
      refused: said(mapOf(whole), 'candidates that did not enter, by reason'),
      activities: list(
        named(
          'FlowActivity',
          object<FlowActivity>(
            {
              id: text,
              kind: text,
              name: said(text, 'in words'),
              description: text,
              waits: said(text, 'when it goes on, in words'),
              sends: said(flag, 'whether it sends messages'),
            },
            ['description', 'waits'],
          ),
        ),
      ),
      ways: list(
        named(
          'FlowWay',
          object<FlowWay>({
            from: said(nullable(text), 'null: into the journey'),
            to: said(nullable(text), 'null: out of the journey'),
            branch: nullable(text),
            label: said(text, 'in words; may be empty'),
            participants: said(whole, 'that took it in all'),
            taken: said(
              list(object({ step: whole, participants: whole })),
              'steps in which somebody took it, in order',
            ),
          }),
        ),
      ),
      outcomes: list(
        named(
          'FlowOutcome',
          object<FlowOutcome>({
            step: whole,
            activity: text,
            held: said(flag, 'held back when it was decided'),
            outcome: said(text, 'a hold reason or a send status'),
            messages: whole,
          }),
        ),
      ),
      steps: said(
        object({ from: instant, minutes: whole, count: whole }),
        'step n begins n times `minutes` after `from`; sums up to a step are the journey at its end',
      ),
    },
    ['publishedAt', 'tickedAt', 'movesAt', 'failure'],
  ),
);

export const STAY = named(
  'JourneyStay',
  object<Stay>(
    {
      participantId: said(text, "an endpoint's id in lower case, or user: and a user's id"),
      endpointId: text,
      userId: text,
      runId: text,
      state: oneOf(['inside', 'left']),
      activity: said(text, 'where it is, or where it left from'),
      activityName: said(text, 'in words'),
      branch: said(text, 'of its last move'),
      movedAt: said(instant, 'since when it is there, or when it left'),
      dueAt: said(instant, 'of those inside: when it may go on'),
      reason: said(
        text,
        'of those who left: END, HOLDOUT, NO_ENDPOINT, why the last message was held back, or its send status',
      ),
    },
    ['userId', 'branch', 'dueAt', 'reason'],
  ),
);

export const EXIT = named(
  'JourneyExit',
  object<Exit>({ activity: text, activityName: text, branch: text, reason: text, participants: whole }, [
    'branch',
  ]),
);
