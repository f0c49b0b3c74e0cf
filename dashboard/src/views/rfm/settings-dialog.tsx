import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { askJson } from '../../api/stage.ts';
import type { RfmSettings } from '../../api/types.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { RadioList } from '../../ui/radio-list.tsx';
import { SCORINGS, scoringOf } from './words.ts';

interface SettingsDialogProps {
  readonly app: string;
  readonly settings: RfmSettings;
  readonly onClose: () => void;
}

/** How uploads of the application are scored unless one says otherwise. */
export function SettingsDialog({ app, settings, onClose }: SettingsDialogProps) {
  const id = useId();
  const queries = useQueryClient();
  const [scoring, setScoring] = useState(scoringOf(settings)?.key ?? 'quartile');
  const [clusters, setClusters] = useState(String(settings.k));
  const [failure, setFailure] = useState<string>();
  const chosen = SCORINGS.find(({ key }) => key === scoring);
  async function save(event: FormEvent) {
    event.preventDefault();
    try {
      const k = clusters === '' ? undefined : Number(clusters) || clusters;
      await askJson('/rfm/settings', {
        method: 'PUT',
        parameters: { app },
        body: { scores: chosen?.scores, table: chosen?.table, k, asOf: settings.asOf },
      });
      await queries.invalidateQueries({ queryKey: ['/rfm/settings'] });
      onClose();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  }
  return (
    <Dialog title="How uploads are scored" onClose={onClose}>
      <form onSubmit={save} className="stack">
        <RadioList
          label="Scores and segments"
          options={SCORINGS}
          chosen={scoring}
          onChoose={(key) => {
            setScoring(key);
            setClusters(key === 'kmeans' ? 'auto' : '7');
          }}
        />
        <div>
          <label htmlFor={id}>Clusters</label>{' '}
          <input
            id={id}
            size={6}
            value={clusters}
            onChange={({ target }) => setClusters(target.value.trim())}
          />
          <p className="quiet small">
            2 to 50{chosen?.scores === 'kmeans' && ', or auto: the number that keeps clusters best apart'}.
          </p>
        </div>
        {failure && (
          <p className="fault" role="alert">
            {failure}
          </p>
        )}
        <div className="row">
          <button type="submit" className="primary">
            Save
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
