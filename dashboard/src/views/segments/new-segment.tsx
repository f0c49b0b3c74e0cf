import { useAddress } from '../../app/address.ts';
import { useApplication } from '../../app/application.tsx';
import { StageLink } from '../../app/stage-link.tsx';
import { Page } from '../../ui/page.tsx';
import { Loaded } from '../../ui/states.tsx';
import { Editor } from './editor.tsx';
import { definitionOf, nameOf } from './kind.tsx';
import { useSegment } from './questions.ts';

/** A segment that is not there yet; `?of=` begins with the definition of another. */
export function NewSegment() {
  const { id: app } = useApplication();
  const { get, go } = useAddress();
  const from = get('of');
  const source = useSegment(app, from);
  const open = ({ Id }: { Id: string }) => go(`/segments/${Id}`);
  return (
    <Page title="New segment" above={<StageLink to="/segments">Segments</StageLink>}>
      {from ? (
        <Loaded of={source} what="The segment that this one begins as">
          {(segment) => (
            <Editor
              app={app}
              name={`${nameOf(segment)}, copy`}
              definition={definitionOf(segment)}
              onSaved={open}
            />
          )}
        </Loaded>
      ) : (
        <Editor app={app} name="" definition={{ Dimensions: {} }} onSaved={open} />
      )}
    </Page>
  );
}
