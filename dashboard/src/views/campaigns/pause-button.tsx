import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { CampaignResponse } from '../../api/pinpoint.ts';
import { askJson } from '../../api/stage.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { isAlive } from './status.tsx';

/** Pauses the campaign, or lets it go on; asks first. */
export function PauseButton({ campaign }: { readonly campaign: CampaignResponse }) {
  const { ApplicationId, Id, IsPaused = false } = campaign;
  const [isAsking, setIsAsking] = useState(false);
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: () =>
      askJson(`/v1/apps/${ApplicationId}/campaigns/${Id}`, {
        method: 'PUT',
        body: { IsPaused: !IsPaused },
      }),
    onSuccess: async () => {
      setIsAsking(false);
      await client.invalidateQueries();
    },
  });
  if (!isAlive(campaign.State?.CampaignStatus ?? '')) return null;
  const word = IsPaused ? 'Resume' : 'Pause';
  return (
    <>
      <button type="button" onClick={() => setIsAsking(true)}>
        <Icon name={IsPaused ? 'play' : 'pause'} size={16} />
        {word}
      </button>
      {isAsking && (
        <Dialog title={`${word} ${campaign.Name ?? 'the campaign'}?`} onClose={() => setIsAsking(false)}>
          <p>
            {IsPaused
              ? 'It goes on with the next run of its schedule. Runs that were missed are not made up for.'
              : 'No run starts until it is resumed. A run that is under way is sent to its end.'}
          </p>
          {change.isError && (
            <p className="fault" role="alert">
              {change.error.message}
            </p>
          )}
          <div className="row">
            <button
              type="button"
              className="primary"
              disabled={change.isPending}
              onClick={() => change.mutate()}
            >
              {word}
            </button>
            <button type="button" onClick={() => setIsAsking(false)}>
              Cancel
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
