import { clockTick, nextDue } from '../../src/core/schedule/clock-tick.ts';
import { openStage, type TestStage } from '../api/stage.ts';

/** A stage whose clock the test moves, with an application that may send e-mails. */
export interface JourneyStage {
  readonly stage: TestStage;
  /** Of the application that was made last. */
  readonly applicationId: string;
  /** Removes the application with its journeys and makes another; templates stay. */
  startOver(): Promise<void>;
  /** Plain HTTP with the stage's key. @returns the body */
  call<T = Record<string, unknown>>(path: string, method?: string, body?: unknown): Promise<T>;
  /** Journeys of the application. */
  path(rest: string): string;
  putEndpoints(count: number, of: (index: number) => Record<string, unknown>): Promise<void>;
  segment(dimensions: unknown): Promise<string>;
  /** @returns the journey's id */
  journey(request: Record<string, unknown>): Promise<string>;
  /** Puts the clock forward, doing on the way what falls due. @returns how many ticks journeys made */
  advance(milliseconds: number): Promise<number>;
  /** One clock tick at the clock's instant, its deliveries awaited. */
  tick(): Promise<number>;
  rows(table: string, columns: string): Promise<Record<string, unknown>[]>;
}

const MAX_STEPS = 2000;

export async function journeyStage(templates: readonly string[] = []): Promise<JourneyStage> {
  const stage = await openStage();
  async function call<T>(path: string, method = 'GET', body?: unknown): Promise<T> {
    const response = await stage.fetch(path, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer as T;
  }
  async function makeApplication(): Promise<string> {
    const { Id } = await call<{ Id: string }>('/v1/apps', 'POST', { Name: 'shop' });
    await call(`/v1/apps/${Id}/channels/email`, 'PUT', {
      Enabled: true,
      FromAddress: 'shop@example.com',
      Identity: 'arn:aws:ses:eu-west-1:000000000000:identity/example.com',
    });
    return Id;
  }
  let applicationId = await makeApplication();
  const app = () => `/v1/apps/${applicationId}`;
  for (const name of templates) {
    await call(`/v1/templates/${name}/email`, 'POST', {
      Subject: `${name} for {{User.UserAttributes.FirstName}}`,
      HtmlPart: `<p>${name}</p>`,
    });
  }
  async function tick() {
    const { journeyTicks } = await clockTick(stage.ports);
    await stage.settled();
    return journeyTicks;
  }
  return {
    stage,
    get applicationId() {
      return applicationId;
    },
    async startOver() {
      await call(app(), 'DELETE');
      applicationId = await makeApplication();
    },
    call,
    path: (rest) => `${app()}/journeys${rest}`,
    async putEndpoints(count, of) {
      for (let from = 0; from < count; from += 100) {
        const Item = Array.from({ length: Math.min(100, count - from) }, (_, index) => of(from + index));
        await call(`${app()}/endpoints`, 'PUT', { Item });
      }
    },
    async segment(Dimensions) {
      const { Id } = await call<{ Id: string }>(`${app()}/segments`, 'POST', { Name: 'some', Dimensions });
      return Id;
    },
    async journey(request) {
      const { Id } = await call<{ Id: string }>(`${app()}/journeys`, 'POST', { Name: 'journey', ...request });
      return Id;
    },
    async advance(milliseconds) {
      const target = new Date(stage.clock.now().getTime() + milliseconds);
      let ticks = await tick();
      for (let step = 0; step < MAX_STEPS; step++) {
        const due = await nextDue(stage.ports);
        if (due === undefined || due > target) break;
        if (due > stage.clock.now()) stage.clock.set(due);
        ticks += await tick();
      }
      stage.clock.set(target);
      return ticks + (await tick());
    },
    tick,
    rows: (table, columns) =>
      stage.ports.queries.query({
        text: `select ${columns} from ${table} where application_id = ? order by ${columns}`,
        values: [{ type: 'varchar', value: applicationId }],
      }),
  };
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
