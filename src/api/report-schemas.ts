import { FUNNEL_GROUPS, type Funnel, type FunnelStage, STAGES } from '../core/metrics/funnel.ts';
import type { Lift, LiftComparison, LiftGroup } from '../core/metrics/lift.ts';
import {
  instant,
  type JsonSchema,
  list,
  named,
  nullable,
  object,
  oneOf,
  real,
  said,
  text,
  whole,
} from './json-schema.ts';
import { RATE } from './metric-schemas.ts';
import type { RouteParameter } from './route.ts';

const share: JsonSchema = { type: 'number', minimum: 0, maximum: 1 };
const interval = named('Interval', object({ low: real, high: real }));
const orNull = (schema: JsonSchema): JsonSchema => ({ anyOf: [schema, { type: 'null' }] });

const rateWithInterval = object({
  numerator: whole,
  denominator: whole,
  rate: nullable(share),
  interval: orNull(interval),
});

/** What every report says of the question that it answers. */
const asked = {
  id: text,
  applicationId: text,
  period: object({ from: { type: 'string', format: 'date' }, to: { type: 'string', format: 'date' } }),
  conversion: named(
    'ConversionRule',
    object({ eventType: text, attribute: text, attributeValue: text, amount: text, windowHours: whole }, [
      'attribute',
      'attributeValue',
      'amount',
    ]),
  ),
};
const level = said(real, 'of the intervals, and how likely something must be to be called so');

const group = named(
  'LiftGroup',
  object<LiftGroup>({
    people: whole,
    conversionRate: rateWithInterval,
    conversions: whole,
    revenue: real,
    revenuePerPerson: nullable(real),
  }),
);
const lift = named(
  'Lift',
  object<Lift>({
    absolute: object({ value: real, interval }),
    relative: said(
      orNull(object({ value: real, interval: orNull(interval) })),
      '0.1 is a tenth more than among those held out; null when none of those converted',
    ),
    pValue: share,
    test: oneOf(['pooled-z', 'fisher-exact']),
    isSignificant: { type: 'boolean' },
    extraConverted: said(real, 'people more who converted than would have without any message'),
    revenuePerPerson: orNull(object({ difference: real, interval, pValue: share })),
  }),
);
const sides: { [Name in keyof LiftComparison]: JsonSchema } = {
  targeted: group,
  holdout: group,
  lift: said(orNull(lift), 'null when one of the groups is empty'),
  crossed: said(whole, 'people drawn for both, who count where they were drawn first'),
  completeAt: said(nullable(instant), 'when the last window closes'),
  isComplete: { type: 'boolean' },
};
const { holdout: _, ...againstHoldout } = sides;

export const CAMPAIGN_LIFT = named(
  'CampaignLift',
  object({
    ...asked,
    level,
    ...sides,
    treatments: list(object({ treatmentId: text, name: text, ...againstHoldout }, ['name'])),
  }),
);

export const JOURNEY_LIFT = named(
  'JourneyLift',
  object({
    ...asked,
    level,
    activities: said(list(object({ activity: text, ...sides })), 'one for each holdout that anybody came to'),
  }),
);

const stage = named(
  'FunnelStage',
  object<FunnelStage>({
    stage: oneOf(STAGES),
    messages: said(nullable(whole), 'null of those who converted: people convert'),
    people: whole,
    ofPrevious: RATE,
    ofTargeted: RATE,
  }),
);
const funnel: { [Name in keyof Funnel]: JsonSchema } = {
  stages: list(stage),
  conversions: whole,
  revenue: real,
};

export const FUNNEL = named(
  'Funnel',
  object({ ...asked, ...funnel, groups: list(object({ id: text, name: text, ...funnel }, ['name'])) }, [
    'groups',
  ]),
);

export const COMPARISON = named(
  'TreatmentComparison',
  object({
    ...asked,
    level,
    metrics: list(
      object({
        metric: oneOf(['opens', 'clicks', 'conversions']),
        winner: said(nullable(text), 'the treatment that is the best one with the probability `level`'),
        treatments: list(
          object(
            {
              treatmentId: text,
              name: text,
              rate: RATE,
              interval: orNull(interval),
              probabilityBest: nullable(share),
              expectedLoss: said(
                nullable(share),
                'how far below the best true rate its own lies, on average',
              ),
            },
            ['name'],
          ),
        ),
      }),
    ),
  }),
);

const parameter = (name: string, description: string, schema: JsonSchema = text): RouteParameter => ({
  name,
  description,
  schema,
});

/** What each of the reports can be asked for with. */
export const REPORT_PARAMETERS: readonly RouteParameter[] = [
  parameter('app', 'the application; the default one when absent'),
  parameter('start', 'first UTC day on which messages were decided; that of the creation when absent'),
  parameter('end', 'last UTC day on which messages were decided; today when absent'),
  parameter('conversion', 'type of the event that is a conversion', {
    ...text,
    default: '_monetization.purchase',
  }),
  parameter('attribute', 'attribute that a conversion must have'),
  parameter('attributeValue', 'value of that attribute'),
  parameter(
    'amount',
    'metric, or else attribute, that is its revenue; amount, or else _item_price times _quantity, when absent',
  ),
  parameter('windowHours', 'how long after the message it counts', {
    type: 'integer',
    minimum: 1,
    maximum: 2160,
    default: 168,
  }),
];
export const LEVEL_PARAMETER = parameter('level', 'confidence', {
  type: 'number',
  minimum: 0.5,
  maximum: 0.9999,
  default: 0.95,
});
export const BY_PARAMETER = parameter('by', 'groups to tell apart', { ...text, enum: FUNNEL_GROUPS });
