import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ExportJobResponse, SegmentResponse } from '../../api/pinpoint.ts';
import { askJson } from '../../api/stage.ts';
import { useAddress } from '../../app/address.ts';
import { useMay, useStageFacts } from '../../app/stage-facts.ts';
import { StageLink } from '../../app/stage-link.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { nameOf } from '../segments/kind.tsx';

/** The stage writes with its own rights, and only notes what Pinpoint needs here. */
const ROLE = 'none';

interface ExportDialogProps {
  readonly app: string;
  readonly segment: SegmentResponse;
  readonly onClose: () => void;
}

/** Says what an export holds, starts it, and goes to its page. */
export function ExportDialog({ app, segment, onClose }: ExportDialogProps) {
  const queries = useQueryClient();
  const { go } = useAddress();
  const mayExport = useMay('admin');
  const place = useStageFacts()?.exportsUrl;
  const [isStarting, setStarting] = useState(false);
  const [failure, setFailure] = useState<string>();
  async function start() {
    setStarting(true);
    setFailure(undefined);
    try {
      const { Id } = await askJson<ExportJobResponse>(`/v1/apps/${app}/jobs/export`, {
        method: 'POST',
        body: { RoleArn: ROLE, S3UrlPrefix: place, SegmentId: segment.Id, SegmentVersion: segment.Version },
      });
      await queries.invalidateQueries({ queryKey: ['/jobs'] });
      go(`/segments/jobs/${Id}`);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      setStarting(false);
    }
  }
  return (
    <Dialog title={`Export ${nameOf(segment)}`} onClose={onClose}>
      <p>
        Every address that is in the segment now is written with all that is known of it: channel, customer,
        attributes, numbers, place. Opted-out and inactive ones are in it too. You can download it as CSV.
      </p>
      <p className="quiet small">
        Earlier ones are among the{' '}
        <StageLink to="/segments/jobs" parameters={{ segment: segment.Id }}>
          imports and exports
        </StageLink>{' '}
        of this segment.
      </p>
      {mayExport === false && (
        <p className="fault" role="alert">
          Your key may look, and not export: that takes a key with the scope <code>admin</code>. Ask whoever
          runs the stage.
        </p>
      )}
      {failure && (
        <p className="fault" role="alert">
          {failure}
        </p>
      )}
      <div className="row">
        <button
          type="button"
          className="primary"
          disabled={isStarting || !mayExport || place === undefined}
          onClick={start}
        >
          {isStarting ? 'Is started …' : 'Start the export'}
        </button>
        <button type="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  );
}
