/** Two circles whose areas, and whose common area, are in the proportion of three counts. */
export interface Circles {
  readonly first: { readonly x: number; readonly r: number };
  readonly second: { readonly x: number; readonly r: number };
}

const STEPS = 60;

/**
 * @param counts how many are only in the first, in both, only in the second
 * @param radius of the larger circle
 */
export function circlesOf(
  { onlyFirst, both, onlySecond }: { onlyFirst: number; both: number; onlySecond: number },
  radius: number,
): Circles {
  const most = Math.max(onlyFirst + both, onlySecond + both, 1);
  const radiusOf = (count: number) => radius * Math.sqrt(count / most);
  const [a, b] = [radiusOf(onlyFirst + both), radiusOf(onlySecond + both)];
  const wanted = (both / most) * Math.PI * radius ** 2;
  // the farther apart, the less they share
  let [near, far] = [Math.abs(a - b), a + b];
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (near + far) / 2;
    if (commonArea(a, b, middle) > wanted) near = middle;
    else far = middle;
  }
  const distance = both === 0 ? (a + b) * 1.05 : near;
  return { first: { x: 0, r: a }, second: { x: distance, r: b } };
}

/** The area that two circles have in common. */
export function commonArea(a: number, b: number, distance: number): number {
  if (distance >= a + b) return 0;
  if (distance <= Math.abs(a - b)) return Math.PI * Math.min(a, b) ** 2;
  const atFirst = Math.acos(bounded((distance ** 2 + a ** 2 - b ** 2) / (2 * distance * a)));
  const atSecond = Math.acos(bounded((distance ** 2 + b ** 2 - a ** 2) / (2 * distance * b)));
  const kite = (-distance + a + b) * (distance + a - b) * (distance - a + b) * (distance + a + b);
  return a ** 2 * atFirst + b ** 2 * atSecond - Math.sqrt(Math.max(kite, 0)) / 2;
}

function bounded(cosine: number): number {
  return Math.min(1, Math.max(-1, cosine));
}
