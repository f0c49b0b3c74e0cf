import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import type { CampaignResponse } from '../../api/pinpoint.ts';
import { askJson } from '../../api/stage.ts';
import { useAddress } from '../../app/address.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';

/** Makes a paused campaign with the same settings. */
export function DuplicateButton({ campaign }: { readonly campaign: CampaignResponse }) {
  const [isAsking, setIsAsking] = useState(false);
  const field = useId();
  const client = useQueryClient();
  const { go } = useAddress();
  const create = useMutation({
    mutationFn: (Name: string) =>
      askJson<CampaignResponse>(`/v1/apps/${campaign.ApplicationId}/campaigns`, {
        method: 'POST',
        body: copyOf(campaign, Name),
      }),
    onSuccess: async ({ Id }) => {
      setIsAsking(false);
      await client.invalidateQueries();
      go(`/campaigns/${Id}`, { tab: 'settings' });
    },
  });
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    create.mutate(String(new FormData(event.currentTarget).get('name') ?? '').trim());
  }
  return (
    <>
      <button type="button" onClick={() => setIsAsking(true)}>
        <Icon name="copy" size={16} />
        Duplicate
      </button>
      {isAsking && (
        <Dialog title="Duplicate the campaign?" onClose={() => setIsAsking(false)}>
          <form className="stack" onSubmit={submit}>
            <span>
              The copy has the same audience, messages and schedule. It is paused: nothing is sent until you
              have looked at it and resume it.
            </span>
            <label htmlFor={field}>Name of the copy</label>
            <input id={field} name="name" required defaultValue={`Copy of ${campaign.Name ?? campaign.Id}`} />
            {create.isError && (
              <span className="fault" role="alert">
                {create.error.message}
              </span>
            )}
            <div className="row">
              <button type="submit" className="primary" disabled={create.isPending}>
                Duplicate
              </button>
              <button type="button" onClick={() => setIsAsking(false)}>
                Cancel
              </button>
            </div>
          </form>
        </Dialog>
      )}
    </>
  );
}

/** The request that makes it again, without what the stage gave it. */
function copyOf(campaign: CampaignResponse, Name: string) {
  const {
    ApplicationId: _application,
    Arn: _arn,
    CreationDate: _created,
    DefaultState: _default,
    Id: _id,
    LastModifiedDate: _modified,
    State: _state,
    Version: _version,
    AdditionalTreatments = [],
    ...settings
  } = campaign;
  return {
    ...settings,
    Name,
    IsPaused: true,
    ...(AdditionalTreatments.length > 0 && {
      AdditionalTreatments: AdditionalTreatments.map(({ Id: _own, State: _its, ...treatment }) => treatment),
    }),
  };
}
