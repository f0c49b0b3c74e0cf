import { listApps } from '../../src/core/apps/apps.ts';
import { seedPast } from '../../src/runtime/seed-past.ts';
import type { RunningStage } from '../flows/running-stage.ts';

/** Gives the demo company of a stage its past, as `npm start` does. */
export async function withPast({ stage }: RunningStage): Promise<void> {
  const { Item } = await listApps(stage.ports, { size: 100 });
  const demo = Item.find(({ Name }) => Name === 'Touchpoint demo');
  await seedPast(stage.ports, demo?.Id ?? '');
}
