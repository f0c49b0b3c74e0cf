/** What has a name and is named by its id in events and messages. */
export type DefinitionKind = 'campaign' | 'treatment' | 'journey' | 'activity' | 'segment';

/** A row of the lake's `definition_names`. */
export interface DefinitionName {
  readonly applicationId: string;
  readonly kind: DefinitionKind;
  readonly id: string;
  /** Of a treatment its campaign, of an activity its journey, whose ids make theirs single; null of all others. */
  readonly ownerId: string | null;
  /** Null where it has none. */
  readonly name: string | null;
  /** Of a campaign or journey: whom it is for; null when that is no segment. */
  readonly segmentId: string | null;
  /** Of a campaign or journey that events start: their types, with `, ` between. */
  readonly eventName: string | null;
  readonly deleted: boolean;
  /** When the definition was last written, or was found deleted. */
  readonly changedAt: Date;
}

/** The campaign, journey or segment that a row comes from and goes with. */
export interface DefinitionKey {
  readonly applicationId: string;
  readonly kind: 'campaign' | 'journey' | 'segment';
  readonly id: string;
}

/** Which row it is. */
export function rowKey({ applicationId, kind, ownerId, id }: DefinitionName): string {
  return JSON.stringify([applicationId, kind, ownerId, id]);
}

/** Whether the rows say the same, whenever they were written. */
export function saysTheSame(left: DefinitionName, right: DefinitionName): boolean {
  return (
    left.name === right.name &&
    left.segmentId === right.segmentId &&
    left.eventName === right.eventName &&
    left.deleted === right.deleted
  );
}
