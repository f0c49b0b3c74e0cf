import styles from './sending.module.css';

/** A file on its way, and the share of it that has gone, 0 to 1. */
export interface FileSent {
  readonly file: File;
  readonly share: number;
}

interface SendingProps {
  /** Absent while nothing is sent. */
  readonly sent: FileSent | undefined;
  /** How it stands, in words. */
  readonly words: (sent: FileSent) => string;
  /** Why it did not get there; in place of the words. */
  readonly failure: string | undefined;
}

/** How far a file has gone, for eyes and ears. */
export function Sending({ sent, words, failure }: SendingProps) {
  return (
    <>
      {sent && (
        <progress
          aria-label={`Sending ${sent.file.name}`}
          className={styles.progress}
          max={1}
          value={sent.share}
        />
      )}
      <p role="status" className={failure ? 'fault' : styles.status}>
        {failure ?? (sent && words(sent))}
      </p>
    </>
  );
}
