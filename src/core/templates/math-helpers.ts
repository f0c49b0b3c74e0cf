import {
  add,
  ceiling,
  type Decimal,
  decimalValue,
  divide,
  floor,
  modulo,
  multiply,
  round,
  subtract,
} from './decimal.ts';
import { decimal, type Helper, helper } from './helper.ts';

const ofTwo = (work: (a: Decimal, b: Decimal) => Decimal) =>
  helper({ a: decimal, b: decimal }, ({ a, b }) => decimalValue(work(a, b)));
const ofOne = (work: (a: Decimal) => Decimal) => helper({ a: decimal }, ({ a }) => decimalValue(work(a)));

/** Math helpers of pinpoint-campaigns-journeys.md 3.3, in decimal arithmetic. */
export const mathHelpers: Readonly<Record<string, Helper>> = {
  add: ofTwo(add),
  ceiling: ofOne(ceiling),
  divide: ofTwo(divide),
  floor: ofOne(floor),
  modulo: ofTwo(modulo),
  multiply: ofTwo(multiply),
  round: ofOne(round),
  subtract: ofTwo(subtract),
};
