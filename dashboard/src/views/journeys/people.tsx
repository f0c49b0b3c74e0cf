import type { JourneyFlow } from '../../api/types.ts';
import { Exits } from './exits.tsx';
import { Stays } from './stays.tsx';

export interface PeopleProps {
  readonly flow: JourneyFlow;
  /** The instant looked at; absent: now. */
  readonly at?: string;
  readonly when?: string;
}

/** Who left the journey where and why, and who is where. */
export function People(props: PeopleProps) {
  return (
    <>
      <Exits {...props} />
      <Stays {...props} />
    </>
  );
}
