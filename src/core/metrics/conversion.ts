import { PlatformError } from '../errors.ts';

/** What is a conversion, and how long after a message it counts as one that the message led to. */
export interface ConversionRule {
  readonly eventType: string;
  /** Attribute that the event must have, and its value; both or neither. */
  readonly attribute?: string;
  readonly attributeValue?: string;
  /** Metric, or else attribute, that holds its revenue; `amount`, or else `_item_price` times `_quantity`, when absent. */
  readonly amount?: string;
  readonly windowHours: number;
}

/** Pinpoint's event of a purchase (pinpoint-events-kpis.md 1.2). */
const PURCHASE = '_monetization.purchase';
/** A week: what most tools of the field take when nothing is said. */
const USUAL_HOURS = 168;
/** As far back as Pinpoint's metrics reach (pinpoint-events-kpis.md 3.1). */
const MOST_HOURS = 2160;

/** As it is asked for, in texts. */
export interface GivenConversion {
  readonly conversion?: string;
  readonly attribute?: string;
  readonly attributeValue?: string;
  readonly amount?: string;
  readonly windowHours?: string;
}

/** @throws PlatformError `BadRequest` naming the parameter and its value */
export function readConversion(given: GivenConversion): ConversionRule {
  const { conversion = PURCHASE, attribute, attributeValue, amount } = given;
  if (conversion === '') throw new PlatformError('BadRequest', 'conversion must name a type of event');
  if ((attribute === undefined) !== (attributeValue === undefined)) {
    throw new PlatformError('BadRequest', 'attribute and attributeValue go together: one of them is missing');
  }
  const hours = given.windowHours ?? String(USUAL_HOURS);
  if (!/^\d{1,4}$/.test(hours) || Number(hours) < 1 || Number(hours) > MOST_HOURS) {
    throw new PlatformError(
      'BadRequest',
      `windowHours must be a whole number from 1 to ${MOST_HOURS}, not "${hours}"`,
    );
  }
  return {
    eventType: conversion,
    ...(attribute !== undefined && { attribute, attributeValue }),
    ...(amount && { amount }),
    windowHours: Number(hours),
  };
}

/** The rule as the queries' parameters. */
export function conversionParameters(rule: ConversionRule) {
  return {
    conversion: rule.eventType,
    attribute: rule.attribute ?? '',
    attribute_value: rule.attributeValue ?? '',
    amount: rule.amount ?? '',
    window_hours: rule.windowHours,
  };
}
