import type { SimulationAnswer } from '../core/journeys/simulate-journey.ts';
import type { SimulatedActivity, SimulatedDay } from '../core/journeys/simulated-days.ts';
import type { Story, StoryActivity, StoryMessage, StoryRun } from '../core/journeys/story.ts';
import {
  instant,
  list,
  mapOf,
  named,
  nullable,
  object,
  oneOf,
  real,
  said,
  text,
  whole,
} from './json-schema.ts';

const REASONS = said(mapOf(whole), 'messages held back, by reason');

export const ACTIVITY_COUNTS = named(
  'ActivityCounts',
  object(
    {
      journeyId: text,
      applicationId: text,
      state: text,
      failure: said(object({ at: instant, times: whole, cause: text }), 'while the journey’s ticks fail'),
      items: list(
        named(
          'ActivityCount',
          object(
            {
              activity: text,
              kind: said(text, 'EMAIL, Wait, ConditionalSplit …'),
              description: text,
              entered: said(whole, 'participants who came to it'),
              left: said(whole, 'who went on'),
              inside: said(whole, 'who are there now'),
            },
            ['kind', 'description'],
          ),
        ),
      ),
    },
    ['failure'],
  ),
);

const STORY_MESSAGE = named(
  'StoryMessage',
  object<StoryMessage>(
    {
      messageId: text,
      endpointId: text,
      channelType: text,
      decidedAt: instant,
      heldBack: said(text, 'why it was not sent'),
      events: list(object({ type: text, at: instant, status: text }, ['status'])),
    },
    ['heldBack'],
  ),
);

const STORY_ACTIVITY = named(
  'StoryActivity',
  object<StoryActivity>(
    {
      activity: text,
      kind: text,
      description: text,
      enteredAt: instant,
      dueAt: said(instant, 'when the participant may go on'),
      leftAt: instant,
      branch: said(text, 'why it went where it went: Branch_TRUE …'),
      next: said(nullable(text), 'null when it left the journey; absent while it is here'),
      messages: list(STORY_MESSAGE),
    },
    ['kind', 'description', 'dueAt', 'leftAt', 'branch', 'next', 'messages'],
  ),
);

export const STORY = named(
  'Story',
  object<Story>({
    journeyId: text,
    applicationId: text,
    name: text,
    state: text,
    participantId: text,
    runs: list(
      named(
        'StoryRun',
        object<StoryRun>(
          {
            runId: text,
            enteredAt: instant,
            enteredBy: said(text, 'SEGMENT or EVENT'),
            leftAt: said(instant, 'absent while the participant is inside'),
            activities: list(STORY_ACTIVITY),
          },
          ['enteredBy', 'leftAt'],
        ),
      ),
    ),
  }),
);

const SIMULATED_ACTIVITY = named(
  'SimulatedActivity',
  object<SimulatedActivity>({
    activity: text,
    entered: whole,
    left: whole,
    inside: whole,
    messages: said(whole, 'sent'),
    held: REASONS,
    branches: said(mapOf(whole), 'ways taken, by counter'),
  }),
);

const SIMULATED_DAY = named(
  'SimulatedDay',
  object<SimulatedDay>({
    day: said(whole, 'the first is 1'),
    from: instant,
    entered: whole,
    left: whole,
    inside: said(whole, 'when the day is over'),
    messages: said(whole, 'sent'),
    held: REASONS,
    activities: list(SIMULATED_ACTIVITY),
  }),
);

export const SIMULATION = named(
  'Simulation',
  object<SimulationAnswer>({
    simulationId: text,
    state: said(oneOf(['RUNNING', 'DONE']), 'RUNNING: ask again, which takes it further'),
    journeyId: text,
    applicationId: text,
    name: text,
    from: said(instant, 'when the journey is supposed to be published'),
    assumed: object(
      { openRate: real, clickRate: real, historicalMessages: said(whole, 'that historical rates are from') },
      ['historicalMessages'],
    ),
    ticks: whole,
    total: object({ entered: whole, left: whole, inside: whole, messages: whole, held: REASONS }),
    days: list(SIMULATED_DAY),
  }),
);
