import type { Endpoint } from './endpoint.ts';

/** Whether two endpoints differ in nothing but when and by which request they were written. */
export function sameEndpoint(left: Endpoint, right: Endpoint): boolean {
  const { EffectiveDate: _date, RequestId: _request, ...rest } = left;
  return sameValue(rest, { ...right, EffectiveDate: undefined, RequestId: undefined });
}

/** Deep equality of plain JSON, in which absent and undefined are the same and names have no order. */
export function sameValue(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...names].every((name) =>
    sameValue((left as Record<string, unknown>)[name], (right as Record<string, unknown>)[name]),
  );
}
