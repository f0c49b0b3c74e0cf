import { Exits } from './exits.tsx';
import type { FlowAt } from './flow-at.ts';
import { Stays } from './stays.tsx';

/** Who left the journey where and why, and who is where. */
export function People(props: FlowAt) {
  return (
    <>
      <Exits {...props} />
      <Stays {...props} />
    </>
  );
}
